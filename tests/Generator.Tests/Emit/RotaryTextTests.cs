using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Emit;

/// <summary>What a definition says of rotary positions: the numbers of its kind by name, and no others.</summary>
public sealed class RotaryTextTests
{
    private const string Frequencies = "Rotary = global::Transformers.Generated.Primitives.RotaryFrequencies.";

    [Fact]
    public void Each_kind_prints_its_numbers()
    {
        Check(Specs.Llama, "Default(dim: 4, theta: 10000f)");
        ModelRequest linear = Specs.Llama with { RotaryScaling = RotaryScaling.Linear, RotaryFactor = 2.5f };
        Check(linear, "Linear(dim: 4, theta: 10000f, factor: 2.5f)");
        ModelRequest dynamic = linear with { RotaryScaling = RotaryScaling.Dynamic, RotaryOriginalContextLength = 16 };
        Check(dynamic, "Dynamic(dim: 4, theta: 10000f, factor: 2.5f, originalLength: 16)");
        Check(
            dynamic with { RotaryScaling = RotaryScaling.Yarn, RotaryBetaFast = 32, RotaryBetaSlow = 1, RotaryMscale = 0.5f },
            "Yarn(dim: 4, theta: 10000f, factor: 2.5f, originalLength: 16, attentionFactor: 0f, betaFast: 32f, betaSlow: 1f, mscale: 0.5f, mscaleAllDim: 0f)");
        Check(
            dynamic with { RotaryScaling = RotaryScaling.Llama3, RotaryLowFrequencyFactor = 1, RotaryHighFrequencyFactor = 4 },
            "Llama3(dim: 4, theta: 10000f, factor: 2.5f, originalLength: 16, lowFrequencyFactor: 1f, highFrequencyFactor: 4f)");
    }

    [Fact]
    public void Models_without_rotary_positions_say_nothing() =>
        Assert.DoesNotContain(Frequencies, EmittedModels.Files(Specs.Decoder).Part("Definition"));

    private static void Check(ModelRequest request, string expected) =>
        Assert.Contains($"{Frequencies}{expected},", EmittedModels.Files(request).Part("Definition"));
}
