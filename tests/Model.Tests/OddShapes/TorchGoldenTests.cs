using System;
using System.IO;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>
/// The encoder half of torch.nn.Transformer against what PyTorch computed: its layout, both norm placements, three activations.
/// </summary>
public sealed class TorchGoldenTests
{
    private const float Tolerance = 2e-6f;

    public static TheoryData<string, string, InstructionSet> Cases
    {
        get
        {
            TheoryData<string, string, InstructionSet> data = [];
            foreach (InstructionSet isa in TestModel.InstructionSets)
            {
                data.Add("TorchPostGelu", "post-gelu", isa);
                data.Add("TorchPostRelu", "vaswani-post-relu", isa);
                data.Add("TorchPreGeluTanh", "pre-gelu_tanh", isa);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheEncoderMatchesPyTorch(string name, string golden, InstructionSet isa)
    {
        SafetensorsData data = SafetensorsData.Read(Path.Combine(Golden.Folder, golden + ".safetensors"));
        using EncoderModel model = (EncoderModel)TestModel.Load(TestModel.TypeOf(name), Checkpoint(name, data), new LoadOptions { InstructionSet = isa });
        int[] shape = data.Shape("in.src");
        bool[] isPadding = [.. data.Ints("in.src_pad_mask").Select(each => each != 0)];
        int[] kept = [.. Enumerable.Range(0, isPadding.Length).Where(i => !isPadding[i])];
        int[] lengths = [.. Enumerable.Range(0, shape[0]).Select(row => kept.Count(i => i / shape[1] == row))];
        Assert.True(kept.Length < isPadding.Length, "the golden has padding");

        // Each input vector is the embedding of a token of its own.
        float[] hidden = new float[kept.Length * shape[2]];
        model.Encode(new TokenBatch(kept, lengths), hidden);
        float[] memory = data.Values("out.memory");
        Close.Rows([.. kept.SelectMany(i => memory.Skip(i * shape[2]).Take(shape[2]))], hidden, Tolerance, "memory");
    }

    private static string Checkpoint(string name, SafetensorsData golden)
    {
        const string Encoder = "w.encoder.";
        int[] shape = golden.Shape("in.src");
        string path = RandomCheckpoint.NewPath(name + ".safetensors");
        golden.Rename(each => each.StartsWith(Encoder, StringComparison.Ordinal) ? each[Encoder.Length..] : null)
            .Set("embedding.weight", golden.Values("in.src"), shape[0] * shape[1], shape[2])
            .Write(path);
        return path;
    }
}
