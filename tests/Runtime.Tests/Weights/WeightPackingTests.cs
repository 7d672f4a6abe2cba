using System;
using System.Runtime.InteropServices;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Packed weights, float by float, against <see cref="NaivePacking"/>.</summary>
public sealed class WeightPackingTests
{
    private static readonly int[] s_outputs = [1, 2, 15, 16, 17, 31, 32, 33, 48, 100, 936];
    private static readonly int[] s_inputs = [1, 2, 3, 4, 5, 15, 16, 17, 31, 64, 100];

    [Theory]
    [InlineData(TensorLayout.Panels, TensorOrientation.OutIn)]
    [InlineData(TensorLayout.Panels, TensorOrientation.InOut)]
    [InlineData(TensorLayout.Rows, TensorOrientation.OutIn)]
    [InlineData(TensorLayout.Rows, TensorOrientation.InOut)]
    public void EveryShapeIsPackedAsDefined(TensorLayout layout, TensorOrientation orientation)
    {
        using TemporaryFolder folder = new();
        foreach (int n in s_outputs)
        {
            foreach (int k in s_inputs)
            {
                long[] shape = orientation == TensorOrientation.OutIn ? [n, k] : [k, n];
                AssertPacked(folder, new ModelFiles().Add("w", shape), ModelFiles.Table(layout, k, new TensorSource("w", n, orientation)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(936)]
    public void VectorsArePaddedWithZeros(int n)
    {
        using TemporaryFolder folder = new();
        TensorTable table = ModelFiles.Table(TensorLayout.Vector, 1, new TensorSource("b", n, TensorOrientation.InOut));
        AssertPacked(folder, new ModelFiles().Add("b", n), table);
        AssertPacked(folder, new ModelFiles().Add("b", 1, n), table);
    }

    /// <summary>Larger than one task (128 K floats) and one scratch buffer (256 K floats), in either direction.</summary>
    [Theory]
    [InlineData(700, 400, TensorOrientation.OutIn)]
    [InlineData(700, 400, TensorOrientation.InOut)]
    [InlineData(18, 20_000, TensorOrientation.OutIn)]
    [InlineData(2, 300_000, TensorOrientation.OutIn)]
    [InlineData(300_000, 2, TensorOrientation.InOut)]
    [InlineData(3, 150_000, TensorOrientation.InOut)]
    public void LargeTensorsArePackedInParts(int n, int k, TensorOrientation orientation)
    {
        using TemporaryFolder folder = new();
        foreach (TensorLayout layout in (ReadOnlySpan<TensorLayout>)[TensorLayout.Panels, TensorLayout.Rows])
        {
            long[] shape = orientation == TensorOrientation.OutIn ? [n, k] : [k, n];
            AssertPacked(folder, new ModelFiles().Add("w", shape), ModelFiles.Table(layout, k, new TensorSource("w", n, orientation)));
        }
    }

    /// <summary>Query, key and value in one weight, with boundaries inside panels, in one entry even with mixed orientation.</summary>
    [Theory]
    [InlineData(48, 16, 16)]
    [InlineData(24, 24, 24)]
    [InlineData(5, 3, 7)]
    [InlineData(1, 1, 1)]
    [InlineData(900, 901, 500)]
    public void FusedSourcesFollowOneAnother(int query, int key, int value)
    {
        const int K = 96;
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().Add("q", query, K).Add("k", K, key).Add("v", value, K);
        TensorSource[] sources = [new("q", query), new("k", key, TensorOrientation.InOut), new("v", value)];
        AssertPacked(folder, files, ModelFiles.Table(TensorLayout.Panels, K, sources));
        AssertPacked(folder, files, ModelFiles.Table(TensorLayout.Rows, K, sources));

        ModelFiles biases = new ModelFiles().Add("q", query).Add("k", 1, key).Add("v", value);
        AssertPacked(folder, biases, ModelFiles.Table(TensorLayout.Vector, 1, sources));
    }

    /// <summary>Query, key and value below each other in one tensor, in entries of their own: of each some rows, at any place.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 7)]
    [InlineData(16, 32, 4)]
    [InlineData(17, 31, 20)]
    [InlineData(300, 500, 900)] // more than a task
    public void SlicesTakeTheirRows(int first, int count, int rest)
    {
        const int K = 96;
        int rows = first + count + rest;
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().Add("w", rows, K).Add("b", rows);
        foreach (TensorLayout layout in (ReadOnlySpan<TensorLayout>)[TensorLayout.Panels, TensorLayout.Rows, TensorLayout.Vector])
        {
            string name = layout == TensorLayout.Vector ? "b" : "w";
            int columns = layout == TensorLayout.Vector ? 1 : K;
            TensorSource middle = new(name, count) { TensorRows = rows, FirstRow = first };
            TensorSource end = new(name, rest) { TensorRows = rows, FirstRow = first + count };
            string other = layout == TensorLayout.Vector ? "w" : "b";
            AssertPacked(folder, files, Ignoring(other, layout, columns, middle));
            AssertPacked(folder, files, Ignoring(other, layout, columns, end, middle));
        }

        ModelFiles halves = new ModelFiles().AddAs("BF16", "w", rows, K);
        TensorSource half = new("w", count) { TensorRows = rows, FirstRow = first };
        AssertPacked(folder, halves, ModelFiles.Table(TensorLayout.Panels, K, half));

        static TensorTable Ignoring(string ignored, TensorLayout layout, int columns, params TensorSource[] sources) =>
            ModelFiles.Table([""], [ignored], layout, columns, sources);
    }

    /// <summary>A gate and what it multiplies, a panel of each by turns; 600 · 400 floats are more than a task and less than a scratch.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(16, 5)]
    [InlineData(172, 64)]
    [InlineData(600, 400)]
    [InlineData(17, 20_000)]
    public void AlternatingSourcesTakeTurns(int n, int k)
    {
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().Add("gate", n, k).Add("up", n, k).Add("turned", k, n).Add("g", n).Add("u", n);
        AssertPacked(folder, files, Alternating(TensorLayout.Panels, k, new("gate", n), new("up", n)));
        AssertPacked(folder, files, Alternating(TensorLayout.Panels, k, new("turned", n, TensorOrientation.InOut), new("up", n)));
        AssertPacked(folder, files, Alternating(TensorLayout.Vector, 1, new("g", n), new("u", n)));
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void OtherFloatTypesAreConverted(string type)
    {
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().AddAs(type, "w", 33, 70).AddAs(type, "c", 70, 33);
        AssertPacked(folder, files, TwoEntries(new TensorSource("w", 33), new TensorSource("c", 33, TensorOrientation.InOut), columns: 70));
    }

    [Fact]
    public void OneTensorMayFillSeveralEntries()
    {
        using TemporaryFolder folder = new();
        TensorSource embedding = new("wte", 33);
        AssertPacked(folder, new ModelFiles().Add("wte", 33, 20), TwoEntries(embedding, embedding, columns: 20));
    }

    [Fact]
    public void RepeatsFillTheirStrides()
    {
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().Add("h.1.w", 17, 3).Add("h.0.b", 17).Add("h.0.w", 17, 3).Add("h.1.b", 17).Add("shared", 5);
        AssertPacked(folder, files, new TensorTable(336, [], [],
            [
                new("W", TensorLayout.Panels, 17, 3, 16, 2, 160, new TensorSource("h.{i}.w", 17)),
                new("B", TensorLayout.Vector, 17, 1, 112, 2, 160, new TensorSource("h.{i}.b", 17)),
                new("S", TensorLayout.Vector, 5, 1, 144, 2, 160, new TensorSource("shared", 5)),
            ]));
    }

    [Fact]
    public void AbsentOptionalSourcesAreZero()
    {
        using TemporaryFolder folder = new();
        TensorSource[] sources = [new("q", 5), new("k", 20, Optional: true), new("v", 5, Optional: true)];
        AssertPacked(folder, new ModelFiles().Add("q", 5).Add("v", 5), ModelFiles.Table(TensorLayout.Vector, 1, sources));
        AssertPacked(folder, new ModelFiles().Add("q", 5, 7).Add("v", 5, 7), ModelFiles.Table(TensorLayout.Panels, 7, sources));
        AssertPacked(folder, new ModelFiles(), ModelFiles.Table(TensorLayout.Panels, 7, sources[1..]));
    }

    [Fact]
    public void FirstAlternativeThatExistsIsRead()
    {
        using TemporaryFolder folder = new();
        TensorTable table = ModelFiles.Table(TensorLayout.Vector, 1, new TensorSource("a|b|c", 3));
        AssertPacked(folder, new ModelFiles().Add("b", 3), table);
        AssertPacked(folder, new ModelFiles().Add("c", 3).Add("b", 3), table);
    }

    /// <summary>More than one shard, loaded through the index.</summary>
    [Fact]
    public void ReadsFromEveryShard()
    {
        using TemporaryFolder folder = new();
        folder.Write("x", new SafetensorsBuilder().Add("b", [2], [3, 4]).Build());
        folder.Write("y", new SafetensorsBuilder().Add("a", [2], [1, 2]).Build());
        folder.Write("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"y\",\"b\":\"x\"}}"u8.ToArray());
        using Checkpoint checkpoint = Checkpoint.Open(folder.Root);
        using AlignedBuffer arena = WeightLoader.Load(
            checkpoint, ModelFiles.Table(TensorLayout.Vector, 1, new TensorSource("a", 2), new TensorSource("b", 2)), 1);
        Assert.Equal([1, 2, 3, 4, 0], arena.Span(0, 5).ToArray());
    }

    /// <summary>The vectorised transposition must keep every bit, NaN payloads included.</summary>
    [Fact]
    public void PackingKeepsEveryBit()
    {
        uint[] bits = new uint[16 * 16];
        new Random(3).NextBytes(MemoryMarshal.AsBytes(bits.AsSpan()));
        bits[0] = 0x7F80_0001;
        bits[1] = 0x8000_0000;
        float[] panel = new float[256];
        PanelPacking.PackRows(MemoryMarshal.Cast<uint, float>(bits.AsSpan()), 16, 16, panel, 0);
        for (int index = 0; index < 256; index++)
        {
            Assert.Equal(bits[(index % 16 * 16) + (index / 16)], BitConverter.SingleToUInt32Bits(panel[index]));
        }
    }

    private static TensorTable Alternating(TensorLayout layout, int columns, TensorSource first, TensorSource second)
    {
        TensorEntry entry = new("T", layout, first.Rows + second.Rows, columns, 0, 1, 0, first, second) { Alternates = true };
        return new TensorTable(entry.FloatCount, [""], ["*"], [entry]);
    }

    private static TensorTable TwoEntries(TensorSource first, TensorSource second, int columns)
    {
        TensorEntry rows = new("Rows", TensorLayout.Rows, first.Rows, columns, 0, 1, 0, first);
        long offset = PackedLayout.AlignFloats(rows.FloatCount);
        TensorEntry panels = new("Panels", TensorLayout.Panels, second.Rows, columns, offset, 1, 0, second);
        return new TensorTable(offset + panels.FloatCount, [""], [], [rows, panels]);
    }

    private static void AssertPacked(TemporaryFolder folder, ModelFiles files, TensorTable table)
    {
        float[] expected = NaivePacking.Pack(table, files.Tensors);
        using Checkpoint checkpoint = files.Open(folder);
        for (int threads = 1; threads <= 3; threads++)
        {
            using AlignedBuffer arena = WeightLoader.Load(checkpoint, table, threads);
            Assert.Equal(expected.Length, arena.Length);
            Assert.True(arena.Span(0, expected.Length).SequenceEqual(expected), $"{table.Entries[0]} on {threads} threads");
        }
    }
}
