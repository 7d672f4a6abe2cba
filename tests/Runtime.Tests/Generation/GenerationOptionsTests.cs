using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>Rules of the options, and how a caller's and a model's are joined.</summary>
public sealed class GenerationOptionsTests
{
    public static TheoryData<string, Func<object>> Wrong => new()
    {
        { "MaxNewTokens must be 1 or more", () => new GenerationOptions { MaxNewTokens = 0 } },
        { "MaxLength must be 1 or more", () => new GenerationOptions { MaxLength = -3 } },
        { "MinNewTokens must be 0 or more", () => new GenerationOptions { MinNewTokens = -1 } },
        { "MinLength must be 0 or more", () => new GenerationOptions { MinLength = -1 } },
        { "StopTokens[1] must be a token id", () => new GenerationOptions { StopTokens = [3, -1] } },
        { "StopStrings[0] must be a text", () => new GenerationOptions { StopStrings = [""] } },
        { "StopStrings[1] must be a text", () => new GenerationOptions { StopStrings = ["a", "\ud83d"] } },
        { "Temperature must be above 0; to take the most likely token", () => new GenerationOptions { Temperature = 0 } },
        { "Temperature must be a finite number", () => new GenerationOptions { Temperature = float.NaN } },
        { "TopK must be 0 or more", () => new GenerationOptions { TopK = -1 } },
        { "TopP must be above 0", () => new GenerationOptions { TopP = 0 } },
        { "TopP must be 1 or less", () => new GenerationOptions { TopP = 1.5f } },
        { "MinP must be 0 or more", () => new GenerationOptions { MinP = -0.1f } },
        { "MinP must be 1 or less", () => new GenerationOptions { MinP = 2 } },
        { "RepetitionPenalty must be above 0", () => new GenerationOptions { RepetitionPenalty = 0 } },
        { "PresencePenalty must be a finite number", () => new GenerationOptions { PresencePenalty = float.PositiveInfinity } },
        { "FrequencyPenalty must be a finite number", () => new GenerationOptions { FrequencyPenalty = float.NaN } },
        { "NoRepeatNGram must be 0 or more", () => new GenerationOptions { NoRepeatNGram = -1 } },
        { "BadWords[1] must have at least one token", () => new GenerationOptions { BadWords = [[1], []] } },
        { "BadWords[0][1] must be a token id", () => new GenerationOptions { BadWords = [[1, -2]] } },
        { "ExcludedTokens[0] must be a token id", () => new GenerationOptions { ExcludedTokens = [-1] } },
        { "SuppressedTokens[0] must be a token id", () => new GenerationOptions { SuppressedTokens = [-1] } },
        { "BeginSuppressedTokens[0] must be a token id", () => new GenerationOptions { BeginSuppressedTokens = [-1] } },
        { "a token of LogitBias must be 0 or more", () => new GenerationOptions { LogitBias = new Dictionary<int, float> { [-1] = 1 } } },
        { "LogitBias[1] must be a finite", () => new GenerationOptions { LogitBias = new Dictionary<int, float> { [1] = float.NaN } } },
        { "ForcedBosToken must be 0 or more", () => new GenerationOptions { ForcedBosToken = -1 } },
        { "ForcedEosTokens[0] must be a token id", () => new GenerationOptions { ForcedEosTokens = [-1] } },
        { "BosToken must be 0 or more", () => new GenerationOptions { BosToken = -1 } },
        { "DecoderStartToken must be 0 or more", () => new GenerationOptions { DecoderStartToken = -1 } },
        { "BeamCount must be 1 or more", () => new GenerationOptions { BeamCount = 0 } },
        { "ReturnCount must be 1 or more", () => new GenerationOptions { ReturnCount = 0 } },
        { "LengthPenalty must be 20 or less", () => new GenerationOptions { LengthPenalty = 21 } },
        { "EarlyStopping must be one of", () => new GenerationOptions { EarlyStopping = (EarlyStopping)3 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_value_names_the_property_and_its_rule(string message, Func<object> make) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void Collections_are_copied()
    {
        int[] tokens = [1, 2];
        GenerationOptions options = new() { StopTokens = tokens };
        tokens[0] = 9;
        Assert.Equal([1, 2], options.StopTokens);
    }

    /// <summary>Every property, by reflection: a forgotten one would be lost between the file and the run.</summary>
    [Fact]
    public void What_the_caller_leaves_open_comes_from_the_model()
    {
        GenerationOptions model = new()
        {
            MaxNewTokens = 7, MaxLength = 30, MinNewTokens = 2, MinLength = 3, StopTokens = [4], StopStrings = ["s"], Sample = true,
            Temperature = 0.5f, TopK = 6, TopP = 0.8f, MinP = 0.1f, Seed = 8, RepetitionPenalty = 1.2f, PresencePenalty = 0.3f,
            FrequencyPenalty = 0.4f, NoRepeatNGram = 5,
            BadWords = [[1, 2]], ExcludedTokens = [3], SuppressedTokens = [5], BeginSuppressedTokens = [6],
            LogitBias = new Dictionary<int, float> { [7] = 1 },
            ForcedBosToken = 8, ForcedEosTokens = [9], RenormalizeLogits = true, BosToken = 10, DecoderStartToken = 11, BeamCount = 1,
            ReturnCount = 1, LengthPenalty = 0.6f, EarlyStopping = EarlyStopping.Never, LogProbabilities = true,
        };
        GenerationSettings settings = GenerationSettings.Resolve(new GenerationOptions(), model, 20);
        GenerationSettings none = GenerationSettings.Resolve(null, null, 20);
        foreach (PropertyInfo property in typeof(GenerationOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Assert.NotNull(property.GetValue(model));
            object? value = typeof(GenerationSettings).GetProperty(property.Name)!.GetValue(settings);
            Assert.Equivalent(property.GetValue(model), value);
            if (property.Name is not (nameof(GenerationOptions.BeamCount) or nameof(GenerationOptions.ReturnCount)))
            {
                Assert.NotEqual(value, typeof(GenerationSettings).GetProperty(property.Name)!.GetValue(none));
            }
        }
    }

    [Fact]
    public void The_caller_goes_before_the_model()
    {
        GenerationOptions model = new() { Sample = true, Temperature = 0.5f, StopTokens = [4], TopK = 5 };
        GenerationSettings settings = GenerationSettings.Resolve(new GenerationOptions { Temperature = 2, StopTokens = [] }, model, 20);
        Assert.Equal(2, settings.Temperature);
        Assert.Empty(settings.StopTokens);
        Assert.Equal(5, settings.TopK);
    }

    [Fact]
    public void A_limit_of_the_caller_makes_the_models_void()
    {
        GenerationOptions model = new() { MaxNewTokens = 5, MinNewTokens = 4 };
        GenerationSettings settings = GenerationSettings.Resolve(new GenerationOptions { MaxLength = 100, MinLength = 1 }, model, 20);
        Assert.Equal(100, settings.LengthLimit(10));
        Assert.Equal(0, settings.MinNewTokens);
        Assert.Equal(15, GenerationSettings.Resolve(null, model with { MaxLength = 8 }, 20).LengthLimit(10)); // new tokens win
        Assert.Equal(int.MaxValue, GenerationSettings.Resolve(null, null, 20).LengthLimit(10));
    }

    [Fact]
    public void Sampling_values_need_a_word_on_sampling()
    {
        string message = Assert.Throws<ArgumentException>(() => Resolve(new GenerationOptions { Temperature = 0.5f })).Message;
        Assert.Contains("Temperature is set", message, StringComparison.Ordinal);
        Assert.Contains("Sample = true", message, StringComparison.Ordinal);
        Assert.False(Resolve(new GenerationOptions { Temperature = 0.5f, Sample = false }).Sample);
        Assert.True(GenerationSettings.Resolve(new GenerationOptions { TopP = 0.5f }, new GenerationOptions { Sample = true }, 20).Sample);
    }

    [Fact]
    public void Contradictions_and_unknown_tokens_are_errors()
    {
        Assert.Contains("raise BeamCount", Message(new GenerationOptions { ReturnCount = 2 }), StringComparison.Ordinal);
        Assert.Contains("Set BeamCount = 1", Message(new GenerationOptions { BeamCount = 2, Sample = true }), StringComparison.Ordinal);
        Assert.Contains("StopTokens has token 20", Message(new GenerationOptions { StopTokens = [3, 20] }), StringComparison.Ordinal);
        Assert.Contains("BadWords has token 25", Message(new GenerationOptions { BadWords = [[1, 25]] }), StringComparison.Ordinal);
        Assert.Contains("counts the prompt", Assert.Throws<ArgumentException>(
            () => Resolve(new GenerationOptions { MaxLength = 5 }).LengthLimit(5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_word_that_is_a_stop_token_alone_does_not_count() =>
        Assert.Equal([[5, 4], [6]], Resolve(new GenerationOptions { StopTokens = [4], BadWords = [[4], [5, 4], [6]] }).BadWords);

    private static GenerationSettings Resolve(GenerationOptions options) => GenerationSettings.Resolve(options, null, 20);

    private static string Message(GenerationOptions options) => Assert.Throws<ArgumentException>(() => Resolve(options)).Message;
}
