using System;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[Decoder]: GPT, GPT-2, GPT-3, Llama, Mistral, Qwen.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadDecoder(SettingReader settings, HuggingFaceKeys? keys)
    {
        CheckpointLayout layout = ReadLayout(settings, keys, CheckpointLayout.Gpt2);

        // A config file decides the line a model is of, also where the user has other names for its tensors.
        CheckpointLayout line = keys?.Layout ?? layout;
        NormPlacement placement = settings.ReadEnum<NormPlacement>(nameof(ModelRequest.NormPlacement))
            ?? (line == CheckpointLayout.Gpt ? NormPlacement.Post : NormPlacement.Pre);
        CheckDecoderConfig(settings);
        ModelRequest request = ReadDecoderDims(settings, keys, new ModelRequest(ModelFamily.Decoder, layout)) with
        {
            NormPlacement = placement,
            FinalNorm = placement == NormPlacement.Pre,
            ScaleScores = settings.ReadBool(nameof(ModelRequest.ScaleScores), HuggingFaceKeys.ScaleScores) ?? true,
            QueryKeyNorm = settings.ReadBool(nameof(ModelRequest.QueryKeyNorm)) ?? keys?.HasQueryKeyNorm ?? false,
        };
        request = line == CheckpointLayout.Llama ? ReadLlama(settings, keys, request) : ReadGpt(settings, keys, request);
        bool isLearned = request.Positions == PositionEncoding.Learned;
        int? offset = settings.ReadInt(nameof(ModelRequest.PositionOffset));
        request = request with
        {
            PositionOffset = offset,
            PositionCount = isLearned ? settings.FindInt(nameof(ModelRequest.PositionCount), keys?.PositionCount) : null,
            ContextLength = ReadContextLength(settings, keys, isLearned ? offset : null),
        };

        return ReadWindow(settings, keys, ReadRotary(settings, keys, request));
    }

    private static ModelRequest ReadDecoderDims(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request) => request with
    {
        ModelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim),
        HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
        KeyValueHeadCount = settings.ReadInt(nameof(ModelRequest.KeyValueHeadCount), keys?.KeyValueHeadCount),
        HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim), keys?.HeadDim) ?? keys?.DefaultHeadDim,
        LayerCount = settings.ReadInt(nameof(ModelRequest.LayerCount), keys?.LayerCount),
        VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
        TokenTypeCount = 0,
    };

    private static ModelRequest ReadGpt(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        Activation activation = ReadActivation(settings, keys?.Activation) ?? Activation.GeluTanh;
        bool isTanh = keys is { GeluIsTanh: true } && activation == Activation.Gelu && !settings.IsSet(nameof(ModelRequest.Activation));
        return request with
        {
            FeedForwardDim = ReadFeedForwardDim(settings, keys, request.ModelDim),
            Activation = isTanh ? Activation.GeluTanh : activation,
            Gated = settings.ReadBool(nameof(ModelRequest.Gated)) ?? false,
            NormKind = settings.ReadEnum<NormKind>(nameof(ModelRequest.NormKind)) ?? NormKind.LayerNorm,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? 1e-5f,
            Positions = settings.ReadEnum<PositionEncoding>(nameof(ModelRequest.Positions)) ?? PositionEncoding.Learned,
            QueryKeyValueBias = settings.ReadBool(nameof(ModelRequest.QueryKeyValueBias)) ?? true,
            AttentionOutputBias = settings.ReadBool(nameof(ModelRequest.AttentionOutputBias)) ?? true,
            FeedForwardBias = settings.ReadBool(nameof(ModelRequest.FeedForwardBias)) ?? true,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), HuggingFaceKeys.TiedOutput),
        };
    }

    private static ModelRequest ReadLlama(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        bool hasBias = keys?.HasQueryKeyValueBias ?? false;
        return request with
        {
            FeedForwardDim = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim),
            Activation = ReadActivation(settings, keys?.Activation) ?? Activation.Silu,
            Gated = settings.ReadBool(nameof(ModelRequest.Gated)) ?? true,
            NormKind = settings.ReadEnum<NormKind>(nameof(ModelRequest.NormKind)) ?? NormKind.RmsNorm,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? 1e-6f,
            Positions = settings.ReadEnum<PositionEncoding>(nameof(ModelRequest.Positions)) ?? PositionEncoding.Rotary,
            QueryKeyValueBias = settings.ReadBool(nameof(ModelRequest.QueryKeyValueBias), keys?.AttentionBias) ?? hasBias,
            AttentionOutputBias = settings.ReadBool(nameof(ModelRequest.AttentionOutputBias), keys?.AttentionBias) ?? false,
            FeedForwardBias = settings.ReadBool(nameof(ModelRequest.FeedForwardBias), keys?.FeedForwardBias) ?? false,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), HuggingFaceKeys.TiedOutput) ?? false,
        };
    }

    private static void CheckDecoderConfig(SettingReader settings)
    {
        settings.RequireFalse(HuggingFaceKeys.ScaleByLayer, "scores have one scale in all layers, use another checkpoint");
        settings.RequireFalse(HuggingFaceKeys.HasCrossAttention, "a [Decoder] has no cross-attention");
        CheckPrunedHeads(settings);
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

    /// <summary>Which layers have a window: from the attribute, else as the file's model type tells it.</summary>
    private static ModelRequest ReadWindow(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        const string Property = nameof(ModelRequest.Window);
        int? size = settings.ReadInt(Property);
        int? first = settings.ReadInt(nameof(ModelRequest.WindowFirstLayer));
        int? every = settings.ReadInt(nameof(ModelRequest.WindowEvery));
        if (size is null
            && keys?.Window is { } key
            && (keys.WindowSwitch is null || settings.ReadBool(Property, keys.WindowSwitch) == true))
        {
            size = settings.FindInt(Property, key);
            (int First, int Every)? layers = size is null ? null : FindWindowLayers(settings, request.LayerCount ?? 0);
            first ??= layers?.First
                ?? (size is not null && keys.WindowFirstLayer is { } from ? settings.FindInt(Property, from.Key) ?? from.Default : null);
            every ??= layers?.Every;
        }

        return request with { Window = size, WindowFirstLayer = first, WindowEvery = every };
    }

    /// <summary>What <c>layer_types</c> says, or null without one.</summary>
    private static (int First, int Every)? FindWindowLayers(SettingReader settings, int layerCount)
    {
        const string Full = "full_attention";
        const string Sliding = "sliding_attention";
        if (settings.Config?.Find(HuggingFaceKeys.LayerTypes) is not { } types)
        {
            return null;
        }

        string[] names = types.Items.Select(item => item.Kind == JsonKind.String ? item.Text : "").ToArray();
        int[] sliding = Enumerable.Range(0, names.Length).Where(layer => names[layer] == Sliding).ToArray();
        int first = sliding.DefaultIfEmpty(layerCount).First();
        int every = sliding.Length > 1 ? sliding[1] - first : Math.Max(1, layerCount);
        bool isRegular = Enumerable.Range(0, names.Length)
            .All(layer => names[layer] == (layer >= first && (layer - first) % every == 0 ? Sliding : Full));
        if (names.Length != layerCount || !isRegular)
        {
            settings.ReportUnsupported(
                nameof(ModelRequest.Window),
                HuggingFaceKeys.LayerTypes,
                types.Display,
                $"it must have \"{Full}\" or \"{Sliding}\" for each layer, the latter at equal distances; "
                + "use another checkpoint, or set Window");
        }

        return (first, every);
    }
}
