using System;
using System.Globalization;
using System.Linq;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Names and shapes of the checkpoint against the table: what is accepted, and what the message says otherwise.</summary>
public sealed class WeightMatchingTests
{
    private static readonly string[] s_prefixes = ["", "bert.", "roberta."];

    [Theory]
    [InlineData("w")]
    [InlineData("bert.w")]
    [InlineData("roberta.w")]
    public void AnyPrefixIsAccepted(string name) =>
        Load(new ModelFiles().Add(name, 2), ModelFiles.Table(s_prefixes, [], TensorLayout.Vector, 1, new TensorSource("w", 2)));

    [Fact]
    public void EachTensorMayHaveItsOwnPrefix() => Load(
        new ModelFiles().Add("bert.a", 2).Add("cls.b", 2),
        ModelFiles.Table(s_prefixes, [], TensorLayout.Vector, 1, new TensorSource("a", 2), new TensorSource("cls.b", 2)));

    [Fact]
    public void OldNamesOfNormsAreAccepted() => Load(
        new ModelFiles().Add("bert.LayerNorm.gamma", 2).Add("bert.LayerNorm.beta", 2),
        ModelFiles.Table(
            s_prefixes, [], TensorLayout.Vector, 1, new TensorSource("LayerNorm.weight", 2), new TensorSource("LayerNorm.bias", 2)));

    [Fact]
    public void OldNamesAreNotForMatrices() => AssertRefused(
        new ModelFiles().Add("dense.gamma", 2, 2),
        ModelFiles.Table(TensorLayout.Rows, 2, new TensorSource("dense.weight", 2)),
        "1 missing, 0 unfit, 1 surplus", "'dense.weight' [2, 2] for Weight, repeat 0", "'dense.gamma' F32 [2, 2]");

    [Theory]
    [InlineData("pooler.dense.weight")]
    [InlineData("bert.pooler.dense.weight")]
    [InlineData("embeddings.position_ids")]
    [InlineData("roberta.a.b.position_ids")]
    [InlineData("exact")]
    public void IgnoredTensorsMayBePresent(string name) => Load(
        new ModelFiles().Add("w", 2).AddBytes("I64", name, [1], 8),
        ModelFiles.Table(s_prefixes, ["pooler.*", "*.position_ids", "exact"], TensorLayout.Vector, 1, new TensorSource("w", 2)));

    [Theory]
    [InlineData("poolers.dense")]
    [InlineData("gpt.pooler.dense")]
    [InlineData("Pooler.dense")]
    [InlineData("exact2")]
    [InlineData("w.position_ids.x")]
    public void PatternsMatchWholeNames(string name) => AssertRefused(
        new ModelFiles().Add("w", 2).Add(name, 1),
        ModelFiles.Table(s_prefixes, ["pooler.*", "*.position_ids", "exact"], TensorLayout.Vector, 1, new TensorSource("w", 2)),
        "0 missing, 0 unfit, 1 surplus", $"'{name}' F32 [1]");

    [Fact]
    public void OneMessageListsEverything()
    {
        ModelFiles files = new ModelFiles().Add("bert.emb", 3, 4).Add("norm.weight", 5).Add("extra", 7).AddBytes("I8", "q", [2, 4], 8);
        TensorTable table = new(256, s_prefixes, [],
            [
                new("Embedding", TensorLayout.Rows, 30, 4, 0, 1, 0, new TensorSource("emb", 30)),
                new("Norm", TensorLayout.Vector, 4, 1, 128, 1, 0, new TensorSource("norm.weight", 4)),
                new("Head", TensorLayout.Vector, 4, 1, 160, 2, 32, new TensorSource("head.{i}.bias|lm.{i}.bias", 4)),
                new("Query", TensorLayout.Rows, 2, 4, 224, 1, 0, new TensorSource("q", 2)),
            ]);
        AssertRefused(
            files, table,
            "2 missing, 3 unfit, 1 surplus",
            "'head.0.bias' or 'lm.0.bias' [4] for Head, repeat 0; prefixes tried: '', 'bert.', 'roberta.'",
            "'head.1.bias' or 'lm.1.bias' [4] for Head, repeat 1",
            "'bert.emb' F32 [3, 4] has another shape than [30, 4], which Embedding, repeat 0, expects",
            "'norm.weight' F32 [5] has another shape than [4], which Norm",
            "'q' I8 [2, 4] has a type that does not convert to a weight",
            "'extra' F32 [7]");
    }

    [Theory]
    [InlineData(TensorLayout.Vector, 1, TensorOrientation.OutIn, new long[] { 4, 1 })]
    [InlineData(TensorLayout.Vector, 1, TensorOrientation.OutIn, new long[] { 2, 2 })]
    [InlineData(TensorLayout.Vector, 1, TensorOrientation.OutIn, new long[] { 1, 1, 4 })]
    [InlineData(TensorLayout.Vector, 1, TensorOrientation.OutIn, new long[] { })]
    [InlineData(TensorLayout.Panels, 3, TensorOrientation.OutIn, new long[] { 3, 4 })]
    [InlineData(TensorLayout.Panels, 3, TensorOrientation.InOut, new long[] { 4, 3 })]
    [InlineData(TensorLayout.Panels, 3, TensorOrientation.OutIn, new long[] { 12 })]
    [InlineData(TensorLayout.Rows, 3, TensorOrientation.OutIn, new long[] { 1, 4, 3 })]
    [InlineData(TensorLayout.Rows, 3, TensorOrientation.OutIn, new long[] { 0, 3 })]
    public void OtherShapesAreRefused(TensorLayout layout, int columns, TensorOrientation orientation, long[] shape) => AssertRefused(
        new ModelFiles().Add("w", shape),
        ModelFiles.Table(layout, columns, new TensorSource("w", 4, orientation)),
        "1 unfit", $"'w' F32 [{string.Join(", ", shape)}] has another shape than");

    [Fact]
    public void OptionalTensorOfAnotherShapeIsRefused() => AssertRefused(
        new ModelFiles().Add("w", 5), ModelFiles.Table(TensorLayout.Vector, 1, new TensorSource("w", 4, Optional: true)), "1 unfit");

    [Fact]
    public void OneTensorUnderTwoPrefixesIsAmbiguous() => AssertRefused(
        new ModelFiles().Add("w", 2).Add("bert.w", 2),
        ModelFiles.Table(s_prefixes, [], TensorLayout.Vector, 1, new TensorSource("w", 2)),
        "1 unfit", "'w' could be 'w' or 'bert.w'");

    [Fact]
    public void LongListsAreCappedAndCounted()
    {
        ModelFiles files = new();
        for (int index = 0; index < 3000; index++)
        {
            files.Add($"extra.{index.ToString(CultureInfo.InvariantCulture)}", 1);
        }

        TensorEntry entry = new("Bias", TensorLayout.Vector, 4, 1, 0, 1500, 32, new TensorSource("b.{i}", 4));
        string message = AssertRefused(
            files, new TensorTable(48000, [""], [], [entry]),
            "1500 missing, 0 unfit, 3000 surplus", "… and 500 more", "… and 2000 more");
        Assert.Equal(1000, message.Split('\n').Count(static line => line.StartsWith("  'extra", StringComparison.Ordinal)));
        Assert.InRange(message.Length, 0, 100_000);
    }

    /// <summary>The whole tensor counts, not the rows that are taken of it.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(3)]
    [InlineData(9)]
    public void ASliceWantsTheWholeTensor(int rows) => AssertRefused(
        new ModelFiles().Add("w", rows, 2),
        ModelFiles.Table(TensorLayout.Rows, 2, new TensorSource("w", 3) { TensorRows = 8, FirstRow = 5 }),
        "0 missing, 1 unfit", $"'w' F32 [{rows}, 2] has another shape than [8, 2]");

    [Fact]
    public void NothingIsAllocatedForACheckpointThatDoesNotFit()
    {
        // 8 TB: the allocation would fail, so an exception about the tensor proves that it was not tried.
        TensorEntry entry = new("Bias", TensorLayout.Vector, 4, 1, 0, 1, 0, new TensorSource("b", 4));
        AssertRefused(new ModelFiles(), new TensorTable(1L << 41, [""], [], [entry]), "1 missing");
    }

    private static void Load(ModelFiles files, TensorTable table)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = files.Open(folder);
        using AlignedBuffer arena = WeightLoader.Load(checkpoint, table, 1);
        Assert.NotEqual(0, arena.At(0));
    }

    private static string AssertRefused(ModelFiles files, TensorTable table, params string[] expected)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = files.Open(folder);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => WeightLoader.Load(checkpoint, table, 1));
        Assert.All(expected, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
        Assert.StartsWith(checkpoint.Path, exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }
}
