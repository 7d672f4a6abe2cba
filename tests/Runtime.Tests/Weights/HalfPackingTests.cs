using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Transformers.Generated;
using Transformers.Generated.Memory;
using Transformers.Generated.Primitives;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Weights of 16 bits: in the arena as <see cref="NaivePacking"/> says, exact or refused, and widened by vectors as one by one.</summary>
public sealed class HalfPackingTests
{
    private static readonly int[] s_outputs = [1, 2, 15, 16, 17, 33, 100];
    private static readonly int[] s_inputs = [1, 2, 3, 5, 16, 31, 33, 64, 101];

    public static TheoryData<string, WeightFormat> Types => new()
    {
        { "BF16", WeightFormat.BFloat16 }, { "F16", WeightFormat.Float16 }, { "F16", WeightFormat.BFloat16 },
        { "BF16", WeightFormat.Float16 }, { "F32", WeightFormat.BFloat16 }, { "F32", WeightFormat.Float16 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryShapeIsPackedAsDefined(string type, WeightFormat format)
    {
        using TemporaryFolder folder = new();
        foreach (int n in s_outputs)
        {
            foreach (int k in s_inputs)
            {
                AssertPacked(folder, type, format, n, k);
            }
        }
    }

    /// <summary>Larger than one task (128 K floats) and one scratch buffer (256 K floats), in either direction.</summary>
    [Theory]
    [InlineData(701, 403)]
    [InlineData(18, 40_001)]
    [InlineData(2, 600_001)]
    [InlineData(300_001, 2)]
    public void LargeTensorsArePackedInParts(int n, int k)
    {
        using TemporaryFolder folder = new();
        AssertPacked(folder, "BF16", WeightFormat.BFloat16, n, k);
        AssertPacked(folder, "F32", WeightFormat.BFloat16, n, k);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(16, 5)]
    [InlineData(172, 65)]
    public void GatesTakeTurnsAndFusedSourcesFollowOneAnother(int n, int k)
    {
        using TemporaryFolder folder = new();
        ModelFiles files = new ModelFiles().AddAs("F16", "gate", n, k).AddAs("F16", "up", n, k).AddAs("F16", "turned", k, n);
        TensorSource turned = new("turned", n, TensorOrientation.InOut);
        foreach (TensorSource second in (TensorSource[])[new("up", n), turned])
        {
            TensorEntry entry = new("Weight", TensorLayout.Panels, 2 * n, k, 0, 1, 0, new("gate", n), second) { Format = WeightFormat.Float16 };
            AssertPacked(folder, files, entry);
            AssertPacked(folder, files, entry with { Alternates = true });
        }
    }

    [Theory]
    [InlineData("F32", WeightFormat.BFloat16, 1.00390625f, "BF16")]
    [InlineData("F16", WeightFormat.BFloat16, 1.00390625f, "BF16")]
    [InlineData("BF16", WeightFormat.Float16, 131072f, "F16")]
    [InlineData("F32", WeightFormat.Float16, 1e-9f, "F16")]
    [InlineData("F16", WeightFormat.Float16, float.PositiveInfinity, "F16")]
    [InlineData("F16", WeightFormat.Float16, float.NaN, "F16")]
    public void ANumberThatTheFormatLacksIsRefusedByName(string type, WeightFormat format, float value, string fix)
    {
        using TemporaryFolder folder = new();
        float[] values = new float[3 * 7];
        values[11] = value;
        string message = Refused(folder, new SafetensorsBuilder().Add("w", [3, 7], values, type), format);
        foreach (string part in (string[])[$"'w' {type} [3, 7]", "index 11", $"Weights = {format}", "Weights = Float32", $"to {fix}"])
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WeightsOf64BitsAreRefused()
    {
        using TemporaryFolder folder = new();
        string message = Refused(folder, new SafetensorsBuilder().Add("w", [3, 7], new float[21], "F64"), WeightFormat.BFloat16);
        Assert.Contains("64-bit", message, StringComparison.Ordinal);
    }

    [Fact]
    public void InfinityAndNaNAreBrainFloats()
    {
        using TemporaryFolder folder = new();
        float[] values = [float.NaN, float.PositiveInfinity, -0f, float.Epsilon * 65536];
        byte[] file = new SafetensorsBuilder().Add("w", [1, 4], values, "BF16").Build();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Write("model.safetensors", file));
        using AlignedBuffer arena = WeightLoader.Load(checkpoint, Table(Entry(TensorLayout.Rows, WeightFormat.BFloat16, 1, 4)), 1);
        Assert.Equal(values, Enumerable.Range(0, 4).Select(k => HalfSlots.Weight(WeightFormat.BFloat16, arena.At(k / 2), k)));
    }

    [Fact]
    public void EveryPatternIsWidenedAsByDefinitionAndNarrowedBack()
    {
        for (int pattern = 0; pattern < 1 << 16; pattern++)
        {
            float brain = BitConverter.UInt32BitsToSingle((uint)pattern << 16);
            AssertWidened(WeightFormat.BFloat16, pattern, brain, VectorMath.EvenBFloat16, VectorMath.OddBFloat16);
            Assert.Equal((ushort)pattern, HalfSlots.Narrow(WeightFormat.BFloat16, brain));
            float half = (float)BitConverter.UInt16BitsToHalf((ushort)pattern);
            if (float.IsFinite(half))
            {
                AssertWidened(WeightFormat.Float16, pattern, half, VectorMath.EvenFloat16, VectorMath.OddFloat16);
                Assert.Equal((ushort)pattern, HalfSlots.Narrow(WeightFormat.Float16, half));
            }
            else
            {
                Assert.Null(HalfSlots.Narrow(WeightFormat.Float16, half));
            }
        }
    }

    private static void AssertWidened(
        WeightFormat format, int pattern, float expected, Func<Vector256<float>, Vector256<float>> even, Func<Vector256<float>, Vector256<float>> odd)
    {
        // The other half of the slot must not show.
        float first = BitConverter.UInt32BitsToSingle((uint)pattern | 0xA5C3_0000);
        float second = BitConverter.UInt32BitsToSingle(((uint)pattern << 16) | 0xFFFF);
        foreach (float actual in (float[])
            [HalfSlots.Weight(format, first, 0), HalfSlots.Weight(format, second, 1), even(Vector256.Create(first))[5], odd(Vector256.Create(second))[5]])
        {
            Assert.Equal(BitConverter.SingleToUInt32Bits(expected), BitConverter.SingleToUInt32Bits(actual));
        }
    }

    private static void AssertPacked(TemporaryFolder folder, string type, WeightFormat format, int n, int k)
    {
        ModelFiles files = new ModelFiles { HoldsSmallNumbers = true }.AddAs(type, "w", n, k).AddAs(type, "turned", k, n);
        AssertPacked(folder, files, Entry(TensorLayout.Panels, format, n, k));
        AssertPacked(folder, files, Entry(TensorLayout.Rows, format, n, k));
        AssertPacked(folder, files, Entry(TensorLayout.Panels, format, n, k) with { Sources = [new TensorSource("turned", n, TensorOrientation.InOut)] });
    }

    private static TensorEntry Entry(TensorLayout layout, WeightFormat format, int n, int k) =>
        new("Weight", layout, n, k, 0, 1, 0, new TensorSource("w", n)) { Format = format };

    private static TensorTable Table(TensorEntry entry) => new(entry.FloatCount, [""], ["*"], [entry]);

    private static void AssertPacked(TemporaryFolder folder, ModelFiles files, TensorEntry entry)
    {
        TensorTable table = Table(entry);
        using Checkpoint checkpoint = files.Open(folder);
        using AlignedBuffer arena = WeightLoader.Load(checkpoint, table, degreeOfParallelism: 2);
        ReadOnlySpan<int> expected = MemoryMarshal.Cast<float, int>(NaivePacking.Pack(table, files.Tensors));
        Assert.Equal(expected.Length, expected.CommonPrefixLength(MemoryMarshal.Cast<float, int>(arena.Span(0, (int)arena.Length))));
    }

    private static string Refused(TemporaryFolder folder, SafetensorsBuilder file, WeightFormat format)
    {
        using Checkpoint checkpoint = Checkpoint.Open(folder.Write("model.safetensors", file.Build()));
        TensorTable table = Table(Entry(TensorLayout.Panels, format, 3, 7));
        return Assert.Throws<CheckpointException>(() => WeightLoader.Load(checkpoint, table, 1).Dispose()).Message;
    }
}
