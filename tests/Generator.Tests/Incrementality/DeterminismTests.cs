using System;
using System.Globalization;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Generator.Tests.Incrementality;

/// <summary>Output depends on the declaration alone: not on the machine's language, nor on the order of attributes and arguments.</summary>
public sealed class DeterminismTests
{
    // Digits and letters with traps: negative numbers, fractions, exponents, an i that is İ in Turkish upper case.
    private const string Source = """
        using Transformers.Generated;
        [Encoder(ModelDim = 8, HeadCount = 2, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6,
            NormEpsilon = 1.5e-7f, EmbeddingScale = -2.75f)]
        [TensorName(TensorRole.Key, "k.{i}")]
        [TensorName(TensorRole.Query, "q.{i}")]
        partial class tiny { }
        [Encoder(ModelDim = -8, HeadCount = 2, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6, NormEpsilon = -1.5e-7f)]
        partial class Wrong { }
        [Encoder(Config = "CONFIG.json", NormEpsilon = -1.5e-7f)]
        partial class Configured { }
        """;

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("")]
    public void The_culture_changes_nothing(string culture) =>
        Assert.Equal(RunIn(CultureInfo.InvariantCulture), RunIn(CultureInfo.GetCultureInfo(culture)));

    [Fact]
    public void Cultures_are_not_switched_off_in_this_process() =>
        Assert.Equal(("\u2212", "İ"), (CultureInfo.GetCultureInfo("fi-FI").NumberFormat.NegativeSign, "i".ToUpper(CultureInfo.GetCultureInfo("tr-TR"))));

    [Fact]
    public void Not_even_a_culture_that_is_unlike_any()
    {
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NegativeSign = "minus";
        odd.NumberFormat.NumberDecimalSeparator = "comma";
        odd.NumberFormat.NumberGroupSeparator = "group";

        Assert.Equal(RunIn(CultureInfo.InvariantCulture), RunIn(odd));
    }

    [Fact]
    public void The_culture_is_put_back()
    {
        CultureInfo finnish = CultureInfo.GetCultureInfo("fi-FI");
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = finnish;
        try
        {
            GeneratorRun.Run(Source);
            Assert.Same(finnish, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Two_runs_are_equal() => Assert.Equal(Print(GeneratorRun.Run(Source)), Print(GeneratorRun.Run(Source)));

    [Fact]
    public void The_order_of_attributes_and_arguments_changes_nothing()
    {
        string[] arguments = [.. Sources.EncoderDims.Split(", "), "Head = EncoderHead.Pooler", "NormEpsilon = 0.5f"];
        string[] attributes =
        [
            "TensorName(TensorRole.Key, \"k.{i}\")",
            "TensorName(TensorRole.HeadDense, \"pooler\")",
            "TensorName(TensorRole.Query, \"q.{i}\")",
            "TensorName(TensorRole.AttentionNorm, \"n.{i}\")",
        ];
        Random random = new(7);
        string expected = Print(GeneratorRun.Run(Arrange()));
        for (int i = 0; i < 5; i++)
        {
            random.Shuffle(arguments);
            random.Shuffle(attributes);
            Assert.Equal(expected, Print(GeneratorRun.Run(Arrange())));
        }

        string Arrange()
        {
            string[] all = [.. attributes, $"Encoder({string.Join(", ", arguments)})"];
            random.Shuffle(all);
            return Sources.Model($"[{string.Join("][", all)}]");
        }
    }

    private static string RunIn(CultureInfo culture)
    {
        (CultureInfo before, CultureInfo beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        try
        {
            return Print(GeneratorRun.Run(Source, Configs.File("minilm", "384", "-384")));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }

    private static string Print(GeneratorRunResult result)
    {
        Assert.Null(result.Exception);
        Assert.NotEmpty(result.GeneratedSources);
        return string.Join("\n", result.GeneratedSources.Select(file => $"{file.HintName}\n{file.SourceText}"))
            + string.Join("\n", result.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }
}
