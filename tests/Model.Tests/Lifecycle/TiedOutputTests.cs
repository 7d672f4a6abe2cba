using System;
using System.IO;
using TestSupport;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>A tied model takes a checkpoint with a copy of its embedding as output matrix, and refuses one with another matrix.</summary>
public sealed class TiedOutputTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tied-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void AnEqualCopyIsAccepted()
    {
        SafetensorsData data = Checkpoint("gpt2");
        data.Set("lm_head.weight", data.Values("transformer.wte.weight"), TinyGpt2.VocabularySize, TinyGpt2.ModelDim).Write(_path);
        TinyGpt2.Load(_path).Dispose();
    }

    [Fact]
    public void AnotherMatrixIsRefused()
    {
        SafetensorsData data = Checkpoint("gpt2");
        float[] other = [.. data.Values("transformer.wte.weight")];
        other[^1] += 1f;
        data.Set("lm_head.weight", other, TinyGpt2.VocabularySize, TinyGpt2.ModelDim).Write(_path);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => TinyGpt2.Load(_path).Dispose());
        Assert.Contains("lm_head.weight", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"[{TinyGpt2.VocabularySize - 1}, {TinyGpt2.ModelDim - 1}]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("TiedOutput = false", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMatrixOfAnotherShapeIsRefused()
    {
        SafetensorsData data = Checkpoint("bert-mlm");
        data.Set("cls.predictions.decoder.weight", new float[2 * TinyBert.ModelDim], 2, TinyBert.ModelDim).Write(_path);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => TinyBert.Load(_path).Dispose());
        Assert.Contains("another shape", exception.Message, StringComparison.Ordinal);
    }

    private static SafetensorsData Checkpoint(string name) => SafetensorsData.Read(Path.Combine(Golden.Folder, name + ".safetensors"))
        .Rename(tensor => tensor.Contains("position_ids", StringComparison.Ordinal) || tensor.EndsWith(".attn.bias", StringComparison.Ordinal) ? null : tensor);
}
