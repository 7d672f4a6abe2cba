using System;
using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Generation;

/// <summary>Options with every default filled in and every token checked against a vocabulary.</summary>
internal sealed class GenerationSettings
{
    private const int DefaultTopK = 50; // Hugging Face's

    private GenerationSettings(GenerationOptions options)
    {
        MaxNewTokens = options.MaxNewTokens;
        MaxLength = options.MaxLength;
        MinNewTokens = options.MinNewTokens ?? 0;
        MinLength = options.MinLength ?? 0;
        StopTokens = [.. options.StopTokens ?? []];
        StopStrings = [.. options.StopStrings ?? []];
        Sample = options.Sample ?? false;
        Temperature = options.Temperature ?? 1;
        TopK = options.TopK ?? DefaultTopK;
        TopP = options.TopP ?? 1;
        MinP = options.MinP ?? 0;
        Seed = options.Seed;
        RepetitionPenalty = options.RepetitionPenalty ?? 1;
        PresencePenalty = options.PresencePenalty ?? 0;
        FrequencyPenalty = options.FrequencyPenalty ?? 0;
        NoRepeatNGram = options.NoRepeatNGram ?? 0;
        BadWords = BadWordsOf(options);
        ExcludedTokens = [.. options.ExcludedTokens ?? []];
        SuppressedTokens = [.. options.SuppressedTokens ?? []];
        BeginSuppressedTokens = [.. options.BeginSuppressedTokens ?? []];
        LogitBias = [.. options.LogitBias ?? new Dictionary<int, float>()];
        ForcedBosToken = options.ForcedBosToken;
        ForcedEosTokens = [.. options.ForcedEosTokens ?? []];
        RenormalizeLogits = options.RenormalizeLogits ?? false;
        BosToken = options.BosToken;
        DecoderStartToken = options.DecoderStartToken ?? options.BosToken;
        BeamCount = options.BeamCount ?? 1;
        ReturnCount = options.ReturnCount ?? 1;
        LengthPenalty = options.LengthPenalty ?? 1;
        EarlyStopping = options.EarlyStopping ?? default;
        LogProbabilities = options.LogProbabilities ?? false;
    }

    public int? MaxNewTokens { get; }
    public int? MaxLength { get; }
    public int MinNewTokens { get; }
    public int MinLength { get; }
    public int[] StopTokens { get; }
    public string[] StopStrings { get; }
    public bool Sample { get; }
    public float Temperature { get; }
    public int TopK { get; }
    public float TopP { get; }
    public float MinP { get; }
    public long? Seed { get; }
    public float RepetitionPenalty { get; }
    public float PresencePenalty { get; }
    public float FrequencyPenalty { get; }
    public int NoRepeatNGram { get; }
    public int[][] BadWords { get; }
    public int[] ExcludedTokens { get; }
    public int[] SuppressedTokens { get; }
    public int[] BeginSuppressedTokens { get; }
    public KeyValuePair<int, float>[] LogitBias { get; }
    public int? ForcedBosToken { get; }
    public int[] ForcedEosTokens { get; }
    public bool RenormalizeLogits { get; }
    public int? BosToken { get; }
    public int? DecoderStartToken { get; }
    public int BeamCount { get; }
    public int ReturnCount { get; }
    public float LengthPenalty { get; }
    public EarlyStopping EarlyStopping { get; }
    public bool LogProbabilities { get; }

    /// <param name="options">The caller's; null for none.</param>
    /// <param name="defaults">The model's; null for none.</param>
    /// <param name="vocabularySize">Tokens that may be chosen.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or name a token that is not in the vocabulary.</exception>
    public static GenerationSettings Resolve(GenerationOptions? options, GenerationOptions? defaults, int vocabularySize)
    {
        options ??= new GenerationOptions();
        defaults ??= new GenerationOptions();
        CheckSampling(options, defaults);
        GenerationSettings settings = new(Merge(options, defaults));
        if (settings.ReturnCount > settings.BeamCount)
        {
            throw new ArgumentException(
                $"ReturnCount is {settings.ReturnCount}, but a search with BeamCount = {settings.BeamCount} has no more hypotheses than "
                + "beams; raise BeamCount.", nameof(options));
        }

        if (settings.BeamCount > 1 && settings.Sample)
        {
            throw new ArgumentException(
                $"BeamCount is {settings.BeamCount} and Sample is true: beam search takes the most likely tokens and draws none. "
                + "Set BeamCount = 1 to sample, or Sample = false to search.", nameof(options));
        }

        settings.CheckTokens(vocabularySize);
        return settings;
    }

    /// <summary><see cref="Resolve"/>, with log-probabilities: a search tells them always.</summary>
    public static GenerationSettings ForSearch(GenerationOptions? options, GenerationOptions? defaults, int vocabularySize) =>
        Resolve((options ?? new GenerationOptions()) with { LogProbabilities = true }, defaults, vocabularySize);

    /// <summary>The most tokens that prompt and new text may have, as far as the options say.</summary>
    /// <exception cref="ArgumentException">The prompt alone has as many.</exception>
    public int LengthLimit(int promptLength)
    {
        if (MaxNewTokens is { } newTokens)
        {
            return (int)Math.Min((long)promptLength + newTokens, int.MaxValue);
        }

        return MaxLength is null || MaxLength > promptLength
            ? MaxLength ?? int.MaxValue
            : throw new ArgumentException(
                $"MaxLength is {MaxLength}, which counts the prompt, and the prompt has {promptLength} tokens; set MaxNewTokens instead.");
    }

    private static void CheckSampling(GenerationOptions options, GenerationOptions defaults)
    {
        string? set = options switch
        {
            { Temperature: not null } => nameof(Temperature),
            { TopK: not null } => nameof(TopK),
            { TopP: not null } => nameof(TopP),
            { MinP: not null } => nameof(MinP),
            _ => null,
        };
        if (set is not null && (options.Sample ?? defaults.Sample) is null)
        {
            throw new ArgumentException(
                $"{set} is set, which matters only to sampling, and neither the options nor the model's generation_config.json say whether "
                + "to sample; set Sample = true (or false to take the most likely tokens).", nameof(options));
        }
    }

    /// <summary>What the caller left open, from the defaults. A limit of either kind makes the other kind's default void too.</summary>
    private static GenerationOptions Merge(GenerationOptions options, GenerationOptions defaults)
    {
        bool hasLimit = options.MaxNewTokens is not null || options.MaxLength is not null;
        bool hasMinimum = options.MinNewTokens is not null || options.MinLength is not null;
        return options with
        {
            MaxNewTokens = hasLimit ? options.MaxNewTokens : defaults.MaxNewTokens,
            MaxLength = hasLimit ? options.MaxLength : defaults.MaxLength,
            MinNewTokens = hasMinimum ? options.MinNewTokens : defaults.MinNewTokens,
            MinLength = hasMinimum ? options.MinLength : defaults.MinLength,
            StopTokens = options.StopTokens ?? defaults.StopTokens,
            StopStrings = options.StopStrings ?? defaults.StopStrings,
            Sample = options.Sample ?? defaults.Sample,
            Temperature = options.Temperature ?? defaults.Temperature,
            TopK = options.TopK ?? defaults.TopK,
            TopP = options.TopP ?? defaults.TopP,
            MinP = options.MinP ?? defaults.MinP,
            Seed = options.Seed ?? defaults.Seed,
            RepetitionPenalty = options.RepetitionPenalty ?? defaults.RepetitionPenalty,
            PresencePenalty = options.PresencePenalty ?? defaults.PresencePenalty,
            FrequencyPenalty = options.FrequencyPenalty ?? defaults.FrequencyPenalty,
            NoRepeatNGram = options.NoRepeatNGram ?? defaults.NoRepeatNGram,
            BadWords = options.BadWords ?? defaults.BadWords,
            ExcludedTokens = options.ExcludedTokens ?? defaults.ExcludedTokens,
            SuppressedTokens = options.SuppressedTokens ?? defaults.SuppressedTokens,
            BeginSuppressedTokens = options.BeginSuppressedTokens ?? defaults.BeginSuppressedTokens,
            LogitBias = options.LogitBias ?? defaults.LogitBias,
            ForcedBosToken = options.ForcedBosToken ?? defaults.ForcedBosToken,
            ForcedEosTokens = options.ForcedEosTokens ?? defaults.ForcedEosTokens,
            RenormalizeLogits = options.RenormalizeLogits ?? defaults.RenormalizeLogits,
            BosToken = options.BosToken ?? defaults.BosToken,
            DecoderStartToken = options.DecoderStartToken ?? defaults.DecoderStartToken,
            BeamCount = options.BeamCount ?? defaults.BeamCount,
            ReturnCount = options.ReturnCount ?? defaults.ReturnCount,
            LengthPenalty = options.LengthPenalty ?? defaults.LengthPenalty,
            EarlyStopping = options.EarlyStopping ?? defaults.EarlyStopping,
            LogProbabilities = options.LogProbabilities ?? defaults.LogProbabilities,
        };
    }

    /// <summary>As with Hugging Face, a bad word that is a stop token alone does not count: nothing could end.</summary>
    private static int[][] BadWordsOf(GenerationOptions options) =>
    [
        .. from word in options.BadWords ?? []
           where word.Count > 1 || options.StopTokens?.Contains(word[0]) != true
           select word.ToArray(),
    ];

    private void CheckTokens(int vocabularySize)
    {
        Check(nameof(StopTokens), StopTokens);
        Check(nameof(BadWords), BadWords.SelectMany(word => word));
        Check(nameof(ExcludedTokens), ExcludedTokens);
        Check(nameof(SuppressedTokens), SuppressedTokens);
        Check(nameof(BeginSuppressedTokens), BeginSuppressedTokens);
        Check(nameof(LogitBias), LogitBias.Select(bias => bias.Key));
        Check(nameof(ForcedBosToken), ForcedBosToken is { } forced ? [forced] : []);
        Check(nameof(ForcedEosTokens), ForcedEosTokens);
        Check(nameof(BosToken), BosToken is { } bos ? [bos] : []);
        Check(nameof(DecoderStartToken), DecoderStartToken is { } start ? [start] : []);

        void Check(string name, IEnumerable<int> tokens)
        {
            foreach (int token in tokens)
            {
                if (token >= vocabularySize)
                {
                    throw new ArgumentException(
                        $"{name} has token {token}, but there are only the tokens 0 to {vocabularySize - 1}; use ids of the model's own "
                        + "tokenizer.");
                }
            }
        }
    }
}
