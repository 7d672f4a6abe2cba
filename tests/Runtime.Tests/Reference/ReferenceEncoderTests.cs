using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using TestSupport;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

public sealed class ReferenceEncoderTests
{
    private static readonly ReferenceEncoderShape s_bert = new(ModelDim: 32, HeadCount: 4, LayerCount: 3, FeedForwardDim: 64);

    [SharedDataFact]
    public void EveryLayerMatchesHuggingFaceBert()
    {
        Dictionary<string, float[]> tensors = ReadSafetensors(TestData.Path("hf-golden", "bert-mlm.safetensors"), "bert.");
        Dictionary<string, float[]> golden = ReadSafetensors(TestData.Path("hf-golden", "bert-mlm.golden.safetensors"), "");
        int length = golden["in.input_ids"].Length / 2;
        ReferenceEncoder encoder = new(s_bert, tensors);
        for (int sequence = 0; sequence < 2; sequence++)
        {
            int from = sequence * length;
            int tokens = (int)golden["in.attention_mask"][from..(from + length)].Sum();
            int[] ids = Array.ConvertAll(golden["in.input_ids"][from..(from + tokens)], id => (int)id);
            int[] types = Array.ConvertAll(golden["in.token_type_ids"][from..(from + tokens)], id => (int)id);
            double[][] states = encoder.Forward(ids, types);
            for (int layer = 0; layer < states.Length; layer++)
            {
                float[] expected = golden[$"out.hidden.{layer}"][(from * 32)..((from + tokens) * 32)];

                // Hidden states are of the order of 1; the golden's own float32 error is what remains.
                Assert.Null(Tolerance.Mismatch(states[layer], expected, 5e-6));
            }
        }
    }

    [Fact]
    public void WithoutPositionsTheOrderOfTheTokensDoesNotMatter()
    {
        ReferenceEncoderShape shape = new(6, 2, 2, 10) { Positions = ReferencePositionKind.None };
        ReferenceEncoder encoder = new(shape, RandomTensors(shape));
        double[][] straight = encoder.Forward([3, 1, 4]);
        double[][] turned = encoder.Forward([4, 3, 1]);
        Assert.All(straight[^1][..12].Zip(turned[^1][6..]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.NotEqual(straight[^1][..6], straight[^1][6..12]);
    }

    [Theory]
    [InlineData("SinusoidalInterleaved")]
    [InlineData("SinusoidalHalves")]
    [InlineData("Learned")]
    public void WithPositionsTheOrderMatters(string positions)
    {
        ReferenceEncoderShape shape = new(6, 2, 1, 10) { Positions = Enum.Parse<ReferencePositionKind>(positions) };
        ReferenceEncoder encoder = new(shape, RandomTensors(shape));
        Assert.NotEqual(encoder.Forward([3, 1])[^1][..6], encoder.Forward([1, 3])[^1][6..]);
    }

    [Fact]
    public void APreNormModelWithoutSublayersOnlyNormalisesTheEmbeddings()
    {
        ReferenceEncoderShape shape = new(6, 2, 2, 10)
        {
            NormPlacement = ReferenceNormPlacement.Pre,
            Positions = ReferencePositionKind.None,
            EmbeddingScale = 2,
        };
        Dictionary<string, float[]> tensors = RandomTensors(shape);
        foreach (string name in tensors.Keys.Where(each => each.Contains("output.dense", StringComparison.Ordinal)))
        {
            Array.Clear(tensors[name]);
        }

        double[][] states = new ReferenceEncoder(shape, tensors).Forward([3, 1]);
        double[] doubled = [.. tensors["embeddings.word_embeddings.weight"][18..24].Select(each => 2.0 * each)];
        Assert.Equal(doubled, states[1][..6]);
        float[] gain = tensors["encoder.LayerNorm.weight"];
        Assert.Equal(ReferenceNorm.LayerNorm(doubled, gain, tensors["encoder.LayerNorm.bias"], shape.Epsilon), states[2][..6]);
    }

    private static Dictionary<string, float[]> RandomTensors(ReferenceEncoderShape shape)
    {
        Random random = new(7);
        Dictionary<string, float[]> tensors = [];
        int dim = shape.ModelDim;
        void Add(string name, int count) => tensors[name] = Array.ConvertAll(new float[count], _ => random.NextSingle() - 0.5f);
        void AddLayer(string name, int inputs, int outputs)
        {
            Add(name + ".weight", inputs * outputs);
            Add(name + ".bias", outputs);
        }

        Add("embeddings.word_embeddings.weight", 5 * dim);
        Add("embeddings.position_embeddings.weight", 8 * dim);
        AddLayer("encoder.LayerNorm", 1, dim);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            AddLayer(prefix + "attention.self.query", dim, dim);
            AddLayer(prefix + "attention.self.key", dim, dim);
            AddLayer(prefix + "attention.self.value", dim, dim);
            AddLayer(prefix + "attention.output.dense", dim, dim);
            AddLayer(prefix + "attention.output.LayerNorm", 1, dim);
            AddLayer(prefix + "intermediate.dense", dim, shape.FeedForwardDim);
            AddLayer(prefix + "output.dense", shape.FeedForwardDim, dim);
            AddLayer(prefix + "output.LayerNorm", 1, dim);
        }

        return tensors;
    }

    // The file format in a dozen lines, so that the oracle shares no code with what it judges. Whole numbers become floats.
    private static Dictionary<string, float[]> ReadSafetensors(string path, string prefix)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        Dictionary<string, float[]> tensors = [];
        foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(each => each.Name != "__metadata__"))
        {
            int[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(each => each.GetInt32())];
            byte[] data = file[(8 + headerLength + offsets[0])..(8 + headerLength + offsets[1])];
            bool isFloat = tensor.Value.GetProperty("dtype").GetString() == "F32";
            string name = tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? tensor.Name[prefix.Length..] : tensor.Name;
            tensors[name] = isFloat
                ? [.. data.Chunk(4).Select(each => BinaryPrimitives.ReadSingleLittleEndian(each))]
                : [.. data.Chunk(8).Select(each => (float)BinaryPrimitives.ReadInt64LittleEndian(each))];
        }

        return tensors;
    }
}
