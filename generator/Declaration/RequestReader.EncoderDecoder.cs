using System;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[EncoderDecoder]: T5.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadEncoderDecoder(SettingReader settings, HuggingFaceKeys? keys)
    {
        CheckpointLayout layout = ReadLayout(settings, keys, CheckpointLayout.T5);
        int? encoderLayerCount = settings.ReadInt(nameof(ModelRequest.EncoderLayerCount), keys?.LayerCount);
        int? decoderLayerCount = settings.ReadInt(nameof(ModelRequest.DecoderLayerCount), HuggingFaceKeys.DecoderLayerCount);
        bool repeatsTheEncoder = decoderLayerCount is null && !settings.IsUnreadable(nameof(ModelRequest.DecoderLayerCount));
        if (repeatsTheEncoder && encoderLayerCount is null)
        {
            settings.MarkUnreadable(nameof(ModelRequest.DecoderLayerCount));
        }

        (Activation? activation, bool isGated) = ReadFeedForwardProjection(settings, keys?.Activation);
        return new ModelRequest(ModelFamily.EncoderDecoder, layout)
        {
            ModelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim),
            HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
            HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim), keys?.HeadDim),
            EncoderLayerCount = encoderLayerCount,
            DecoderLayerCount = repeatsTheEncoder ? encoderLayerCount : decoderLayerCount,
            FeedForwardDim = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim),
            VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
            ContextLength = settings.ReadInt(nameof(ModelRequest.ContextLength), keys?.PositionCount) ?? 512,
            Positions = PositionEncoding.None,
            TokenTypeCount = 0,
            Activation = activation ?? Activation.Relu,
            Gated = settings.ReadBool(nameof(ModelRequest.Gated)) ?? isGated,
            NormKind = NormKind.RmsNorm,
            NormPlacement = NormPlacement.Pre,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? 1e-6f,
            FinalNorm = true,
            QueryKeyValueBias = false,
            AttentionOutputBias = false,
            FeedForwardBias = false,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), HuggingFaceKeys.TiedOutput),
            ScaleScores = false,
            RelativeBucketCount = settings.ReadInt(nameof(ModelRequest.RelativeBucketCount), HuggingFaceKeys.RelativeBucketCount) ?? 32,
            RelativeMaxDistance = settings.ReadInt(nameof(ModelRequest.RelativeMaxDistance), HuggingFaceKeys.RelativeMaxDistance) ?? 128,
        };
    }

    // The activation's name, behind "gated-" where there is a gate; a gate's "gelu" is the tanh form.
    private static (Activation? Activation, bool IsGated) ReadFeedForwardProjection(SettingReader settings, string? key)
    {
        const string Property = nameof(ModelRequest.Activation);
        const string Gate = "gated-";
        Activation? set = settings.ReadEnum<Activation>(Property);
        if (key is null || settings.FindString(Property, key) is not { } projection)
        {
            return (set, false);
        }

        bool isGated = projection.StartsWith(Gate, StringComparison.Ordinal);
        string name = projection == Gate + "gelu" ? "gelu_new" : isGated ? projection.Substring(Gate.Length) : projection;
        if (set is null && !HuggingFaceKeys.Activations.ContainsKey(name))
        {
            settings.ReportUnsupported(
                Property,
                key,
                new JsonValue(JsonKind.String, projection).Display,
                $"supported are {string.Join(", ", HuggingFaceKeys.Activations.Keys)}, each also after \"{Gate}\"");
            return (null, isGated);
        }

        return (set ?? HuggingFaceKeys.Activations[name], isGated);
    }
}
