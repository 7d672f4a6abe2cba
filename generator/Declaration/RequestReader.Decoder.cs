using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[Decoder]: GPT-2.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadDecoder(SettingReader settings, HuggingFaceKeys? keys)
    {
        CheckpointLayout layout = ReadLayout(settings, keys, CheckpointLayout.Gpt2);
        bool isLlama = layout == CheckpointLayout.Llama;
        NormPlacement placement = settings.ReadEnum<NormPlacement>(nameof(ModelRequest.NormPlacement)) ?? NormPlacement.Pre;
        settings.RequireFalse(HuggingFaceKeys.ScaleByLayer, "scores have one scale in all layers, use another checkpoint");
        settings.RequireFalse(HuggingFaceKeys.HasCrossAttention, "a [Decoder] has no cross-attention");
        CheckPrunedHeads(settings);
        int? modelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim);
        return new ModelRequest(ModelFamily.Decoder, layout)
        {
            ModelDim = modelDim,
            HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
            HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim)),
            LayerCount = settings.ReadInt(nameof(ModelRequest.LayerCount), keys?.LayerCount),
            FeedForwardDim = ReadFeedForwardDim(settings, keys, modelDim),
            VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
            ContextLength = settings.ReadInt(nameof(ModelRequest.ContextLength), keys?.PositionCount),
            PositionCount = settings.FindInt(nameof(ModelRequest.PositionCount), keys?.PositionCount),
            Positions = isLlama ? PositionEncoding.Rotary : PositionEncoding.Learned,
            TokenTypeCount = 0,
            Activation = ReadActivation(settings, keys?.Activation) ?? (isLlama ? Activation.Silu : Activation.GeluTanh),
            Gated = isLlama,
            NormKind = isLlama ? NormKind.RmsNorm : NormKind.LayerNorm,
            NormPlacement = placement,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? 1e-5f,
            FinalNorm = placement == NormPlacement.Pre,
            QueryKeyValueBias = !isLlama,
            AttentionOutputBias = !isLlama,
            FeedForwardBias = !isLlama,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), HuggingFaceKeys.TiedOutput),
            ScaleScores = settings.ReadBool(nameof(ModelRequest.ScaleScores), HuggingFaceKeys.ScaleScores) ?? true,
        };
    }

    // Four times the width unless told otherwise; a width out of range is reported as such and not as a feed-forward of none.
    private static int? ReadFeedForwardDim(SettingReader settings, HuggingFaceKeys? keys, int? modelDim)
    {
        int? given = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim);
        if (given is null && !settings.IsUnreadable(nameof(ModelRequest.FeedForwardDim)))
        {
            if (modelDim is int d and > 0 and < (1 << 18))
            {
                return 4 * d;
            }

            settings.MarkUnreadable(nameof(ModelRequest.FeedForwardDim));
        }

        return given;
    }
}
