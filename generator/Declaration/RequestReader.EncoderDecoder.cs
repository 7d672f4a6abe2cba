using System;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[EncoderDecoder]: T5 with plain feed-forward.</content>
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

        return new ModelRequest(ModelFamily.EncoderDecoder, layout)
        {
            ModelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim),
            HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
            HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim), HuggingFaceKeys.HeadDim),
            EncoderLayerCount = encoderLayerCount,
            DecoderLayerCount = repeatsTheEncoder ? encoderLayerCount : decoderLayerCount,
            FeedForwardDim = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim),
            VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
            ContextLength = settings.ReadInt(nameof(ModelRequest.ContextLength), keys?.PositionCount) ?? 512,
            Positions = PositionEncoding.None,
            TokenTypeCount = 0,
            Activation = ReadFeedForwardProjection(settings) ?? Activation.Relu,
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

    // A gated feed-forward has one more matrix, which no other setting can stand for.
    private static Activation? ReadFeedForwardProjection(SettingReader settings)
    {
        const string Property = nameof(ModelRequest.Activation);
        Activation? activation = settings.ReadEnum<Activation>(Property);
        if (settings.FindString(Property, HuggingFaceKeys.FeedForwardProjection) is { } projection)
        {
            bool isGated = projection.StartsWith("gated-", StringComparison.Ordinal);
            if (isGated || (activation is null && projection != "relu"))
            {
                string fix = isGated ? "only ungated feed-forwards are, use another checkpoint" : "only \"relu\" is, or set Activation";
                settings.ReportUnsupported(
                    Property, HuggingFaceKeys.FeedForwardProjection, new JsonValue(JsonKind.String, projection).Display, fix);
            }
        }

        return activation;
    }
}
