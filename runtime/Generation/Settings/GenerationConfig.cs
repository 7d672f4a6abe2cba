using System;
using System.Collections.Generic;
using System.IO;
using Transformers.Generated.Text;

namespace Transformers.Generated.Generation;

/// <summary>Reads how a model's publisher would have it generate.</summary>
/// <remarks>
/// Hugging Face's precedence: generation_config.json alone, or where there is none, the same keys of config.json. Unknown keys mean
/// nothing. A key that asks for a way of generating that is not supported is an error unless it has its neutral value.
/// </remarks>
internal static class GenerationConfig
{
    private const int PlaceholderMaxLength = 20; // what older libraries wrote into every file, whatever the model

    private const int FirstRefusalBit = 32;

    // Keys of other ways to generate, and the value with which each does nothing.
    private static readonly (byte[] Name, double Neutral)[] s_refused =
    [
        ("penalty_alpha"u8.ToArray(), 0), // contrastive search
        ("typical_p"u8.ToArray(), 1),
        ("epsilon_cutoff"u8.ToArray(), 0),
        ("eta_cutoff"u8.ToArray(), 0),
        ("top_h"u8.ToArray(), 0),
        ("diversity_penalty"u8.ToArray(), 0),
        ("num_beam_groups"u8.ToArray(), 1),
        ("encoder_repetition_penalty"u8.ToArray(), 1),
        ("encoder_no_repeat_ngram_size"u8.ToArray(), 0),
        ("guidance_scale"u8.ToArray(), 1),
        ("dola_layers"u8.ToArray(), 0),
        ("exponential_decay_length_penalty"u8.ToArray(), 0),
        ("force_words_ids"u8.ToArray(), 0),
        ("constraints"u8.ToArray(), 0),
        ("forced_decoder_ids"u8.ToArray(), 0),
        ("remove_invalid_values"u8.ToArray(), 0),
        ("watermarking_config"u8.ToArray(), 0),
    ];

    /// <summary>The options that a folder asks for; all null where it has neither file.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not supported.</exception>
    public static GenerationOptions Load(string directory)
    {
        foreach (string name in (ReadOnlySpan<string>)["generation_config.json", "config.json"])
        {
            string path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                return Read(TokenizerSource.Open(path)) with { ExcludedTokens = ReadExcluded(Path.Combine(directory, "config.json")) };
            }
        }

        return new GenerationOptions();
    }

    /// <summary>Marian's embedding of padding was never trained, and its decoder leaves the token out of the vocabulary.</summary>
    private static List<int>? ReadExcluded(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        bool isMarian = false;
        int? padding = null;
        JsonCursor cursor = new(TokenizerSource.Open(path));
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("model_type"u8, 0))
            {
                isMarian = cursor.ReadStringOrNull() == "marian";
            }
            else if (cursor.Is("pad_token_id"u8, 1))
            {
                padding = ReadInt(ref cursor);
            }
        }

        cursor.End();
        return isMarian && padding is { } token ? [token] : null;
    }

    internal static GenerationOptions Read(TokenizerSource source)
    {
        GenerationOptions options = new();
        double? temperature = null;
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("temperature"u8, 5))
            {
                temperature = cursor.TryReadNull() ? null : cursor.ReadDouble();
                continue;
            }

            try
            {
                options = ReadLength(ref cursor, options) ?? ReadChoice(ref cursor, options) ?? ReadTokens(ref cursor, options)
                    ?? ReadSearch(ref cursor, options) ?? Refuse(ref cursor, options);
            }
            catch (ArgumentException exception)
            {
                throw new InvalidDataException($"{source.Name}: {cursor.Path}: {exception.Message}", exception);
            }
        }

        cursor.End();
        return WithTemperature(options, temperature, source.Name);
    }

    /// <summary>A temperature of 0 is common in files that do not sample, where it means nothing.</summary>
    private static GenerationOptions WithTemperature(GenerationOptions options, double? temperature, string file)
    {
        if (temperature <= 0 && options.Sample != true)
        {
            return options;
        }

        try
        {
            return options with { Temperature = (float?)temperature };
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{file}: $.temperature: {exception.Message}", exception);
        }
    }

    private static GenerationOptions? ReadLength(ref JsonCursor cursor, GenerationOptions options)
    {
        if (cursor.Is("max_length"u8, 0))
        {
            int? length = ReadInt(ref cursor);
            return options with { MaxLength = length == PlaceholderMaxLength ? null : length };
        }

        return cursor.Is("max_new_tokens"u8, 1) ? options with { MaxNewTokens = ReadInt(ref cursor) }
            : cursor.Is("min_length"u8, 2) ? options with { MinLength = ReadInt(ref cursor) }
            : cursor.Is("min_new_tokens"u8, 3) ? options with { MinNewTokens = ReadInt(ref cursor) }
            : cursor.Is("stop_strings"u8, 4) ? options with { StopStrings = ReadTexts(ref cursor) }
            : null;
    }

    private static GenerationOptions? ReadChoice(ref JsonCursor cursor, GenerationOptions options)
    {
        if (cursor.Is("top_k"u8, 7))
        {
            return options with { TopK = ReadInt(ref cursor) ?? 0 }; // null leaves all tokens, where a file without the key leaves 50
        }

        return cursor.Is("do_sample"u8, 6) ? options with { Sample = cursor.ReadBooleanOrNull() }
            : cursor.Is("top_p"u8, 8) ? options with { TopP = ReadFloat(ref cursor) }
            : cursor.Is("min_p"u8, 9) ? options with { MinP = ReadFloat(ref cursor) }
            : cursor.Is("repetition_penalty"u8, 10) ? options with { RepetitionPenalty = ReadFloat(ref cursor) }
            : cursor.Is("no_repeat_ngram_size"u8, 11) ? options with { NoRepeatNGram = ReadInt(ref cursor) }
            : cursor.Is("renormalize_logits"u8, 12) ? options with { RenormalizeLogits = cursor.ReadBooleanOrNull() }
            : null;
    }

    private static GenerationOptions? ReadTokens(ref JsonCursor cursor, GenerationOptions options) =>
        cursor.Is("eos_token_id"u8, 13) ? options with { StopTokens = ReadTokenOrTokens(ref cursor) }
        : cursor.Is("bos_token_id"u8, 14) ? options with { BosToken = ReadInt(ref cursor) }
        : cursor.Is("decoder_start_token_id"u8, 15) ? options with { DecoderStartToken = ReadInt(ref cursor) }
        : cursor.Is("forced_bos_token_id"u8, 16) ? options with { ForcedBosToken = ReadInt(ref cursor) }
        : cursor.Is("forced_eos_token_id"u8, 17) ? options with { ForcedEosTokens = ReadTokenOrTokens(ref cursor) }
        : cursor.Is("bad_words_ids"u8, 18) ? options with { BadWords = ReadRows(ref cursor) }
        : cursor.Is("suppress_tokens"u8, 19) ? options with { SuppressedTokens = ReadTokenOrTokens(ref cursor) }
        : cursor.Is("begin_suppress_tokens"u8, 20) ? options with { BeginSuppressedTokens = ReadTokenOrTokens(ref cursor) }
        : cursor.Is("sequence_bias"u8, 21) ? options with { LogitBias = ReadBiases(ref cursor) }
        : null;

    private static GenerationOptions? ReadSearch(ref JsonCursor cursor, GenerationOptions options) =>
        cursor.Is("num_beams"u8, 22) ? options with { BeamCount = ReadInt(ref cursor) }
        : cursor.Is("num_return_sequences"u8, 23) ? options with { ReturnCount = ReadInt(ref cursor) }
        : cursor.Is("length_penalty"u8, 24) ? options with { LengthPenalty = ReadFloat(ref cursor) }
        : cursor.Is("early_stopping"u8, 25) ? options with { EarlyStopping = ReadEarlyStopping(ref cursor) }
        : null;

    private static GenerationOptions Refuse(ref JsonCursor cursor, GenerationOptions options)
    {
        for (int i = 0; i < s_refused.Length; i++)
        {
            if (cursor.Is(s_refused[i].Name, FirstRefusalBit + i))
            {
                bool isNeutral = cursor.TryReadNull() || (cursor.IsBoolean ? !cursor.ReadBoolean() : !cursor.IsArray && !cursor.IsObject
                    && cursor.ReadDouble() == s_refused[i].Neutral);
                return isNeutral ? options : throw cursor.Error(
                    "set", "asks for a way of generating that is not supported", "Remove it from the file to generate without it.");
            }
        }

        return options;
    }

    private static int? ReadInt(ref JsonCursor cursor) => cursor.TryReadNull() ? null : cursor.ReadNonNegativeInt32();

    private static float? ReadFloat(ref JsonCursor cursor) => cursor.TryReadNull() ? null : (float)cursor.ReadDouble();

    private static EarlyStopping? ReadEarlyStopping(ref JsonCursor cursor)
    {
        if (cursor.IsNull || cursor.IsBoolean)
        {
            return cursor.ReadBooleanOrNull() switch { null => null, true => EarlyStopping.WhenFull, false => EarlyStopping.WhenUnlikely };
        }

        string word = cursor.ReadString();
        return word == "never" ? EarlyStopping.Never : throw cursor.Error(word, "is none of true, false, \"never\"", "Use one of these.");
    }

    private static List<int>? ReadTokenOrTokens(ref JsonCursor cursor) =>
        cursor.TryReadNull() ? null : cursor.IsArray ? ReadRow(ref cursor) : [cursor.ReadNonNegativeInt32()];

    private static List<int> ReadRow(ref JsonCursor cursor)
    {
        List<int> tokens = [];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            tokens.Add(cursor.ReadNonNegativeInt32());
        }

        return tokens;
    }

    private static List<List<int>>? ReadRows(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return null;
        }

        List<List<int>> rows = [];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            rows.Add(ReadRow(ref cursor));
        }

        return rows;
    }

    private static List<string>? ReadTexts(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return null;
        }

        if (!cursor.IsArray)
        {
            return [cursor.ReadString()];
        }

        List<string> texts = [];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            texts.Add(cursor.ReadString());
        }

        return texts;
    }

    /// <summary>[[[token], bias], ...]; rows of several tokens are not supported.</summary>
    private static Dictionary<int, float>? ReadBiases(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return null;
        }

        Dictionary<int, float> biases = [];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            cursor.BeginArray();
            List<int> row = cursor.NextElement() ? ReadRow(ref cursor) : [];
            if (row.Count != 1 || !cursor.NextElement())
            {
                throw cursor.Error($"a row of {row.Count} tokens", "is not one token and its bias", "Only single tokens can be biased.");
            }

            biases[row[0]] = (float)cursor.ReadDouble();
            if (cursor.NextElement())
            {
                throw cursor.Error("a third element", "is too many", "Write [[token], bias].");
            }
        }

        return biases;
    }
}
