using System;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[EncoderDecoder]: T5, Marian, BART, the original Transformer.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadEncoderDecoder(SettingReader settings, HuggingFaceKeys? keys)
    {
        CheckpointLayout layout = ReadLayout(settings, keys, CheckpointLayout.T5);

        // A config file decides the line a model is of, also where the user has other names for its tensors.
        CheckpointLayout line = keys?.Layout ?? layout;
        ModelRequest request = ReadEncoderDecoderDims(settings, keys, new ModelRequest(ModelFamily.EncoderDecoder, layout));
        request = line switch
        {
            CheckpointLayout.Marian or CheckpointLayout.Bart => ReadBart(settings, keys, request, line),
            CheckpointLayout.TorchTransformer => ReadTorch(settings, request),
            _ => ReadT5(settings, keys, request),
        };
        return ReadRelative(settings, ReadEncoderDecoderOptions(settings, keys, request));
    }

    private static ModelRequest ReadEncoderDecoderDims(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        int? encoderLayerCount = settings.ReadInt(nameof(ModelRequest.EncoderLayerCount), keys?.LayerCount);
        int? decoderLayerCount = settings.ReadInt(nameof(ModelRequest.DecoderLayerCount), keys?.DecoderLayerCount);
        bool repeatsTheEncoder = decoderLayerCount is null && !settings.IsUnreadable(nameof(ModelRequest.DecoderLayerCount));
        if (repeatsTheEncoder && encoderLayerCount is null)
        {
            settings.MarkUnreadable(nameof(ModelRequest.DecoderLayerCount));
        }

        return request with
        {
            ModelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim),
            HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
            HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim), keys?.HeadDim),
            EncoderLayerCount = encoderLayerCount,
            DecoderLayerCount = repeatsTheEncoder ? encoderLayerCount : decoderLayerCount,
            FeedForwardDim = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim),
            VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
            SourceVocabularySize = settings.ReadInt(nameof(ModelRequest.SourceVocabularySize)),
            ContextLength = settings.ReadInt(nameof(ModelRequest.ContextLength), keys?.PositionCount) ?? 512,
            TokenTypeCount = 0,
        };
    }

    // The defaults of a line stand in the request already.
    private static ModelRequest ReadEncoderDecoderOptions(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        PositionEncoding positions = settings.ReadEnum<PositionEncoding>(nameof(ModelRequest.Positions)) ?? request.Positions;
        bool isLearned = positions == PositionEncoding.Learned;
        return request with
        {
            Gated = settings.ReadBool(nameof(ModelRequest.Gated)) ?? request.Gated,
            NormKind = settings.ReadEnum<NormKind>(nameof(ModelRequest.NormKind)) ?? request.NormKind,
            NormPlacement = settings.ReadEnum<NormPlacement>(nameof(ModelRequest.NormPlacement)) ?? request.NormPlacement,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? request.NormEpsilon,
            EmbeddingNorm = settings.ReadBool(nameof(ModelRequest.EmbeddingNorm)) ?? request.EmbeddingNorm,
            FinalNorm = settings.ReadBool(nameof(ModelRequest.FinalNorm)) ?? request.FinalNorm,
            EmbeddingScale = settings.ReadFloat(nameof(ModelRequest.EmbeddingScale)) ?? request.EmbeddingScale,
            QueryKeyValueBias = settings.ReadBool(nameof(ModelRequest.QueryKeyValueBias)) ?? request.QueryKeyValueBias,
            AttentionOutputBias = settings.ReadBool(nameof(ModelRequest.AttentionOutputBias)) ?? request.AttentionOutputBias,
            FeedForwardBias = settings.ReadBool(nameof(ModelRequest.FeedForwardBias)) ?? request.FeedForwardBias,
            OutputBias = settings.ReadBool(nameof(ModelRequest.OutputBias)) ?? request.OutputBias,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), HuggingFaceKeys.TiedOutput),
            Positions = positions,
            PositionOffset = settings.ReadInt(nameof(ModelRequest.PositionOffset)) ?? (isLearned ? request.PositionOffset : null),
            PositionCount = isLearned ? request.PositionCount : null,
        };
    }

    private static ModelRequest ReadT5(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        (Activation? activation, bool isGated) = ReadFeedForwardProjection(settings, keys?.Activation);
        return request with
        {
            Activation = settings.ReadEnum<Activation>(nameof(ModelRequest.Activation)) ?? activation ?? Activation.Relu,
            Gated = isGated,
            NormKind = NormKind.RmsNorm,
            NormPlacement = NormPlacement.Pre,
            NormEpsilon = 1e-6f,
            FinalNorm = true,
            QueryKeyValueBias = false,
            AttentionOutputBias = false,
            FeedForwardBias = false,
            Positions = PositionEncoding.Relative,
        };
    }

    // The original Transformer, as torch.nn.Transformer computes it: with a norm behind each stack.
    private static ModelRequest ReadTorch(SettingReader settings, ModelRequest request) => request with
    {
        Activation = settings.ReadEnum<Activation>(nameof(ModelRequest.Activation)) ?? Activation.Relu,
        NormKind = NormKind.LayerNorm,
        NormPlacement = NormPlacement.Post,
        NormEpsilon = 1e-5f,
        FinalNorm = true,
        Positions = PositionEncoding.SinusoidalInterleaved,
    };

    private static ModelRequest ReadBart(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request, CheckpointLayout line)
    {
        bool isBart = line == CheckpointLayout.Bart;
        CheckBartConfig(settings, keys, isBart);
        bool isScaled = settings.ReadBool(nameof(ModelRequest.EmbeddingScale), keys is null ? null : HuggingFaceKeys.EmbeddingScale) ?? false;
        bool isShared = isBart || (settings.ReadBool(nameof(ModelRequest.SourceVocabularySize), HuggingFaceKeys.SharedEmbedding) ?? true);
        return ReadVocabularies(settings, isShared, request) with
        {
            Activation = ReadActivation(settings, keys?.Activation) ?? Activation.Gelu,
            NormKind = NormKind.LayerNorm,
            NormPlacement = NormPlacement.Post,
            NormEpsilon = 1e-5f,
            EmbeddingNorm = isBart,
            EmbeddingScale = isScaled ? (float)Math.Sqrt(request.ModelDim ?? 1) : 1,
            OutputBias = true,
            Positions = isBart ? PositionEncoding.Learned : PositionEncoding.SinusoidalHalves,

            // BART's table has two rows more than positions: the first two once stood for padding.
            PositionOffset = isBart ? 2 : null,
            PositionCount = settings.FindInt(nameof(ModelRequest.PositionCount), keys?.PositionCount) is int positions and < int.MaxValue - 2
                ? positions + 2
                : null,
        };
    }

    /// <summary>Where the sides do not share an embedding, the file's first vocabulary is the source's.</summary>
    private static ModelRequest ReadVocabularies(SettingReader settings, bool isShared, ModelRequest request) => isShared ? request : request with
    {
        SourceVocabularySize = request.SourceVocabularySize ?? settings.FindInt(nameof(ModelRequest.SourceVocabularySize), HuggingFaceKeys.VocabularySize),
        VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.TargetVocabularySize) ?? request.VocabularySize,
    };

    private static void CheckBartConfig(SettingReader settings, HuggingFaceKeys? keys, bool isBart)
    {
        const string Fix = "use another checkpoint, or set the dimensions one by one instead of Config";
        settings.RequireFalse(HuggingFaceKeys.PreNorm, Fix);
        settings.RequireFalse(HuggingFaceKeys.FinalNorm, Fix);
        if (isBart)
        {
            settings.RequireTrue(HuggingFaceKeys.EmbeddingNorm, Fix);
            settings.RequireFalse(HuggingFaceKeys.StaticPositions, Fix);
        }
        else
        {
            settings.RequireFalse(HuggingFaceKeys.EmbeddingNorm, Fix);
            settings.RequireTrue(HuggingFaceKeys.StaticPositions, Fix);
        }

        if (keys is not null)
        {
            settings.RequireEqual(nameof(ModelRequest.HeadCount), HuggingFaceKeys.DecoderHeadCount, keys.HeadCount);
            settings.RequireEqual(nameof(ModelRequest.FeedForwardDim), HuggingFaceKeys.DecoderFeedForwardDim, keys.FeedForwardDim);
        }

        CheckPrunedHeads(settings);
    }

    private static ModelRequest ReadRelative(SettingReader settings, ModelRequest request)
    {
        int? buckets = settings.ReadInt(nameof(ModelRequest.RelativeBucketCount), HuggingFaceKeys.RelativeBucketCount);
        int? distance = settings.ReadInt(nameof(ModelRequest.RelativeMaxDistance), HuggingFaceKeys.RelativeMaxDistance);
        bool isRelative = request.Positions == PositionEncoding.Relative;
        return request with
        {
            RelativeBucketCount = buckets ?? (isRelative ? 32 : null),
            RelativeMaxDistance = distance ?? (isRelative ? 128 : null),
            ScaleScores = !isRelative,
        };
    }

    // The activation's name, behind "gated-" where there is a gate; a gate's "gelu" is the tanh form.
    private static (Activation? Activation, bool IsGated) ReadFeedForwardProjection(SettingReader settings, string? key)
    {
        const string Property = nameof(ModelRequest.Activation);
        const string Gate = "gated-";
        if (key is null || settings.FindString(Property, key) is not { } projection)
        {
            return (null, false);
        }

        bool isGated = projection.StartsWith(Gate, StringComparison.Ordinal);
        string name = projection == Gate + "gelu" ? "gelu_new" : isGated ? projection.Substring(Gate.Length) : projection;
        bool isKnown = HuggingFaceKeys.Activations.TryGetValue(name, out Activation activation);
        if (!isKnown && !settings.IsSet(Property))
        {
            settings.ReportUnsupported(
                Property,
                key,
                new JsonValue(JsonKind.String, projection).Display,
                $"supported are {string.Join(", ", HuggingFaceKeys.Activations.Keys)}, each also after \"{Gate}\"");
        }

        return (isKnown ? activation : null, isGated);
    }
}
