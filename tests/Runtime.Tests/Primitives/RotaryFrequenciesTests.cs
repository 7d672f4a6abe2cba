using System;
using System.Linq;
using Runtime.Tests.Reference;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Primitives;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Primitives;

/// <summary>Rotary angles against Hugging Face's and against the scalar twin.</summary>
public sealed class RotaryFrequenciesTests
{
    [SharedDataTheory]
    [InlineData("rope-default")]
    [InlineData("rope-default-theta1e6")]
    [InlineData("rope-linear")]
    [InlineData("rope-dynamic")]
    [InlineData("rope-yarn")]
    [InlineData("rope-yarn-attn")]
    [InlineData("rope-yarn-1024")]
    [InlineData("rope-llama3")]
    public void AnglesAreThoseOfHuggingFace(string name)
    {
        DecoderGolden golden = new("goldens2", name, "rope-qwen2");
        SafetensorsData expected = golden.Expected;
        RotaryFrequencies frequencies = Create(golden.Shape.Rotary!);
        int length = expected.Shape("out.cos")[0];
        int dim = 2 * frequencies.PairCount;

        Assert.Equal(expected.Values("out.attention_scaling")[0], frequencies.AttentionScaling, 1e-7f);
        AssertInverse(expected.Values("out.inv_freq"), frequencies, length);
        AssertInverse(expected.Values("out.short.inv_freq"), frequencies, length: 10);

        float[] cosines = new float[length * frequencies.PairCount];
        float[] sines = new float[length * frequencies.PairCount];
        frequencies.Fill([.. Enumerable.Range(0, length)], cosines, sines, length);
        for (int i = 0; i < cosines.Length; i++)
        {
            // Hugging Face repeats the row for the second half of a head. An angle of 40 has a rounding error of 2e-6 in float32.
            int at = (i / frequencies.PairCount * dim) + (i % frequencies.PairCount);
            Assert.Equal(expected.Values("out.cos")[at], cosines[i], 5e-6f);
            Assert.Equal(expected.Values("out.sin")[at], sines[i], 5e-6f);
        }
    }

    [Theory]
    [InlineData(RotaryScaling.None, 64, 10_000, 1)]
    [InlineData(RotaryScaling.Linear, 6, 500_000, 3)]
    [InlineData(RotaryScaling.Dynamic, 4, 10_000, 2)]
    [InlineData(RotaryScaling.Dynamic, 128, 1_000_000, 7.5)]
    [InlineData(RotaryScaling.Yarn, 2, 10_000, 4)]
    [InlineData(RotaryScaling.Yarn, 128, 1_000_000, 40)]
    [InlineData(RotaryScaling.Llama3, 64, 500_000, 32)]
    [InlineData(RotaryScaling.Llama3, 128, 500_000, 8)]
    public void AnglesAreThoseOfTheTwin(RotaryScaling scaling, int dim, double theta, double factor)
    {
        ReferenceRotary twin = new(dim, theta) { Scaling = scaling, Factor = factor, OriginalLength = 8192 };
        RotaryFrequencies frequencies = Create(twin);
        foreach (int length in (int[])[1, 8192, 8193, 100_000])
        {
            for (int pair = 0; pair < dim / 2; pair++)
            {
                double expected = twin.InverseFrequency(pair, length);
                Assert.Equal(expected, frequencies.InverseFrequency(pair, length), 6e-8 * expected);
            }
        }

        Assert.Equal(twin.AttentionScaling, frequencies.AttentionScaling, 1e-7);
    }

    /// <summary>DeepSeek's way to say how attention is sharpened: a quotient of two terms.</summary>
    [Fact]
    public void MscaleIsAQuotient()
    {
        RotaryFrequencies both = RotaryFrequencies.Yarn(64, 1e4f, 40, 4096, 0, 32, 1, mscale: 0.707f, mscaleAllDim: 1);
        RotaryFrequencies one = RotaryFrequencies.Yarn(64, 1e4f, 40, 4096, 0, 32, 1, mscale: 0.707f, mscaleAllDim: 0);
        Assert.Equal(((0.0707 * Math.Log(40)) + 1) / ((0.1 * Math.Log(40)) + 1), both.AttentionScaling, 1e-6);
        Assert.Equal((0.1 * Math.Log(40)) + 1, one.AttentionScaling, 1e-6);
    }

    [Fact]
    public void FarPositionsTurnByTheFloat32Product()
    {
        RotaryFrequencies frequencies = RotaryFrequencies.Default(4, 10_000);
        float[] cosines = new float[2];
        float[] sines = new float[2];
        frequencies.Fill([99_999], cosines, sines);
        Assert.Equal(Math.Cos(99_999), cosines[0], 1e-7);
        Assert.Equal(Math.Sin((double)(99_999 * 0.01f)), sines[1], 1e-7);
    }

    [Fact]
    public void MisuseIsRefused()
    {
        RotaryFrequencies dynamic = RotaryFrequencies.Dynamic(4, 100, 2, 8);
        Assert.Throws<ArgumentOutOfRangeException>("length", () => dynamic.Fill([0, 1, 2], new float[6], new float[6], length: 2));
        Assert.Throws<ArgumentOutOfRangeException>("cosines", () => dynamic.Fill([0], new float[1], new float[2], length: 1));
        Assert.Throws<ArgumentOutOfRangeException>("sines", () => dynamic.Fill([0], new float[2], new float[3], length: 1));
        Assert.Throws<ArgumentOutOfRangeException>("dim", () => RotaryFrequencies.Default(3, 100));
        Assert.Throws<ArgumentOutOfRangeException>("dim", () => RotaryFrequencies.Dynamic(2, 100, 2, 8));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => RotaryFrequencies.Linear(4, 100, 0.5f));
        Assert.Throws<ArgumentOutOfRangeException>("theta", () => RotaryFrequencies.Default(4, 0.5f));
        Assert.Throws<ArgumentOutOfRangeException>("highFrequencyFactor", () => RotaryFrequencies.Llama3(4, 100, 2, 8, 4, 4));
    }

    private static void AssertInverse(float[] expected, RotaryFrequencies frequencies, int length)
    {
        Assert.Equal(expected.Length, frequencies.PairCount);
        for (int pair = 0; pair < expected.Length; pair++)
        {
            Assert.Equal(expected[pair], frequencies.InverseFrequency(pair, length), 1e-7f);
        }
    }

    private static RotaryFrequencies Create(ReferenceRotary rotary)
    {
        float theta = (float)rotary.Theta;
        float factor = (float)rotary.Factor;
        float attention = (float)(rotary.AttentionFactor ?? 0);
        return rotary.Scaling switch
        {
            RotaryScaling.Linear => RotaryFrequencies.Linear(rotary.Dim, theta, factor),
            RotaryScaling.Dynamic => RotaryFrequencies.Dynamic(rotary.Dim, theta, factor, rotary.OriginalLength),
            RotaryScaling.Yarn => RotaryFrequencies.Yarn(
                rotary.Dim, theta, factor, rotary.OriginalLength, attention, (float)rotary.BetaFast, (float)rotary.BetaSlow, 0, 0),
            RotaryScaling.Llama3 => RotaryFrequencies.Llama3(
                rotary.Dim, theta, factor, rotary.OriginalLength, (float)rotary.LowFrequencyFactor, (float)rotary.HighFrequencyFactor),
            _ => RotaryFrequencies.Default(rotary.Dim, theta),
        };
    }
}
