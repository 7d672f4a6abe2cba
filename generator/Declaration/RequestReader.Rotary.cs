using System.Globalization;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>Rotary positions: <c>rope_theta</c> with <c>rope_scaling</c>, or <c>rope_parameters</c>, which holds both.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadRotary(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        bool isRotary = request.Positions == PositionEncoding.Rotary;
        bool isNew = settings.Config?.Find(HuggingFaceKeys.RotaryParameters) is not null;
        string scope = isNew ? HuggingFaceKeys.RotaryParameters : HuggingFaceKeys.RotaryScaling;
        if (isRotary)
        {
            CheckRotaryConfig(settings, scope);
        }

        string thetaKey = isNew ? $"{scope}.{HuggingFaceKeys.RotaryTheta}" : HuggingFaceKeys.RotaryTheta;
        RotaryScaling? scaling = ReadRotaryScaling(settings, isRotary ? scope : null);
        bool isYarn = scaling == RotaryScaling.Yarn;
        bool isLlama3 = scaling == RotaryScaling.Llama3;
        bool isByLength = isYarn || isLlama3 || scaling == RotaryScaling.Dynamic;

        // Files may hold numbers that their kind has no use for; those set on the attribute are read in any case, for the rules to judge.
        string? Key(bool isUsed, string name) => isUsed ? $"{scope}.{name}" : null;
        return request with
        {
            RotaryTheta = settings.ReadFloat(nameof(ModelRequest.RotaryTheta), isRotary ? thetaKey : null) ?? (isRotary ? 10000 : null),
            RotaryLayout = settings.ReadEnum<RotaryLayout>(nameof(ModelRequest.RotaryLayout)),
            RotaryScaling = scaling,
            RotaryFactor = settings.ReadFloat(
                nameof(ModelRequest.RotaryFactor), Key(scaling is not (null or RotaryScaling.None), "factor")),
            RotaryOriginalContextLength =
                settings.ReadInt(nameof(ModelRequest.RotaryOriginalContextLength), Key(isByLength, "original_max_position_embeddings"))
                ?? (isByLength ? settings.FindInt(nameof(ModelRequest.RotaryOriginalContextLength), keys?.PositionCount) : null),
            RotaryAttentionFactor = settings.ReadFloat(nameof(ModelRequest.RotaryAttentionFactor), Key(isYarn, "attention_factor")),
            RotaryBetaFast = settings.ReadFloat(nameof(ModelRequest.RotaryBetaFast), Key(isYarn, "beta_fast")) ?? (isYarn ? 32 : null),
            RotaryBetaSlow = settings.ReadFloat(nameof(ModelRequest.RotaryBetaSlow), Key(isYarn, "beta_slow")) ?? (isYarn ? 1 : null),
            RotaryMscale = settings.ReadFloat(nameof(ModelRequest.RotaryMscale), Key(isYarn, "mscale")),
            RotaryMscaleAllDim = settings.ReadFloat(nameof(ModelRequest.RotaryMscaleAllDim), Key(isYarn, "mscale_all_dim")),
            RotaryLowFrequencyFactor =
                settings.ReadFloat(nameof(ModelRequest.RotaryLowFrequencyFactor), Key(isLlama3, "low_freq_factor"))
                ?? (isLlama3 ? 1 : null),
            RotaryHighFrequencyFactor =
                settings.ReadFloat(nameof(ModelRequest.RotaryHighFrequencyFactor), Key(isLlama3, "high_freq_factor"))
                ?? (isLlama3 ? 4 : null),
        };
    }

    private static RotaryScaling? ReadRotaryScaling(SettingReader settings, string? scope)
    {
        const string Property = nameof(ModelRequest.RotaryScaling);
        if (settings.IsSet(Property))
        {
            return settings.ReadEnum<RotaryScaling>(Property);
        }

        if (scope is null || settings.Find(Property, scope) is null || settings.FindMemberCount(Property, scope) is null)
        {
            return null;
        }

        string key = settings.Config?.Find($"{scope}.rope_type") is null ? $"{scope}.type" : $"{scope}.rope_type";
        if (settings.FindString(Property, key) is not { } name)
        {
            return null;
        }

        if (HuggingFaceKeys.RotaryScalings.TryGetValue(name, out RotaryScaling scaling))
        {
            return scaling;
        }

        settings.ReportUnsupported(
            Property,
            key,
            new JsonValue(JsonKind.String, name).Display,
            $"supported are {string.Join(", ", HuggingFaceKeys.RotaryScalings.Keys)}");
        return null;
    }

    private static void CheckRotaryConfig(SettingReader settings, string scope)
    {
        foreach (string key in new[] { HuggingFaceKeys.PartialRotary, $"{scope}.{HuggingFaceKeys.PartialRotary}" })
        {
            JsonValue? part = settings.Config?.Find(key);
            bool isWhole = part is null
                || (double.TryParse(part.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share == 1);
            if (!isWhole)
            {
                settings.ReportUnsupported(key, key, part!.Display, "all columns of a head are rotated, use another checkpoint");
            }
        }

        foreach (string key in new[] { $"{scope}.full_attention", $"{scope}.sliding_attention" })
        {
            if (settings.Config?.Find(key) is { } value)
            {
                settings.ReportUnsupported(
                    nameof(ModelRequest.RotaryScaling), key, value.Display, "all layers turn alike, use another checkpoint");
            }
        }

        if (settings.Config?.Find($"{scope}.truncate") is { Kind: JsonKind.False } truncate)
        {
            settings.ReportUnsupported(
                nameof(ModelRequest.RotaryScaling), $"{scope}.truncate", truncate.Display, "only true is, use another checkpoint");
        }
    }
}
