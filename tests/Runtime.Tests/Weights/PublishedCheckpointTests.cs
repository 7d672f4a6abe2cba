using System;
using System.IO;
using System.Linq;
using TestSupport;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Files that other software has written.</summary>
public sealed class PublishedCheckpointTests
{
    [SharedDataFact]
    public void EveryFileOfTheTestDataIsAccepted()
    {
        string[] paths = Directory.GetFiles(TestData.Path(), "*.safetensors", SearchOption.AllDirectories);
        Assert.InRange(paths.Length, 20, int.MaxValue);
        foreach (string path in paths)
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (TensorInfo tensor in file.Tensors.Where(static tensor => tensor.DataType.IsWeight()))
            {
                float[] values = new float[tensor.ElementCount];
                file.ReadFloats(tensor, 0, values);
                Assert.DoesNotContain(values, float.IsNaN);
            }
        }
    }

    /// <summary>A BERT of two layers (width 32, feed-forward 64, vocabulary 100), packed whole and compared with a direct read.</summary>
    [SharedDataFact]
    public void TinyBertIsPackedFromHuggingFaceNames()
    {
        using Checkpoint checkpoint = Checkpoint.Open(TestData.Path("hf-golden", "bert-mlm.safetensors"));
        const string Layer = "encoder.layer.{i}.";
        TensorTable table = new(
            3200 + (2 * 3072), ["", "bert."], ["embeddings.*", "encoder.layer.*", "cls.*"],
            [
                new("WordEmbeddings", TensorLayout.Rows, 100, 32, 0, 1, 0, new TensorSource("embeddings.word_embeddings.weight", 100)),
                new("Qkv", TensorLayout.Panels, 96, 32, 3200, 2, 3072,
                    new TensorSource(Layer + "attention.self.query.weight", 32),
                    new TensorSource(Layer + "attention.self.key.weight", 32),
                    new TensorSource(Layer + "attention.self.value.weight", 32)),
            ]);
        using AlignedBuffer arena = WeightLoader.Load(checkpoint, table, 2);

        float[] key = Read(checkpoint, "bert.encoder.layer.1.attention.self.key.weight");
        for (int o = 0; o < 32; o++)
        {
            for (int k = 0; k < 32; k++)
            {
                Assert.Equal(key[(o * 32) + k], arena.At((nint)(3200 + 3072 + PackedLayout.PanelIndex(32 + o, k, 32))));
            }
        }

        Assert.Equal(Read(checkpoint, "bert.embeddings.word_embeddings.weight"), arena.Span(0, 3200).ToArray());
    }

    private static float[] Read(Checkpoint checkpoint, string name)
    {
        Assert.True(checkpoint.TryGetTensor(name, out SafetensorsFile? file, out TensorInfo? tensor));
        float[] values = new float[tensor.ElementCount];
        file.ReadFloats(tensor, 0, values);
        return values;
    }
}
