using System;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <content>[Encoder]: BERT, RoBERTa, DistilBERT and the original Transformer's encoder.</content>
internal static partial class RequestReader
{
    private static ModelRequest ReadEncoder(SettingReader settings, HuggingFaceKeys? keys)
    {
        CheckpointLayout layout = ReadLayout(settings, keys, CheckpointLayout.Bert);
        bool isBertLine = layout is CheckpointLayout.Bert or CheckpointLayout.Roberta or CheckpointLayout.DistilBert;
        NormPlacement placement = settings.ReadEnum<NormPlacement>(nameof(ModelRequest.NormPlacement)) ?? NormPlacement.Post;
        CheckEncoderConfig(settings);
        ModelRequest request = new(ModelFamily.Encoder, layout)
        {
            ModelDim = settings.ReadInt(nameof(ModelRequest.ModelDim), keys?.ModelDim),
            HeadCount = settings.ReadInt(nameof(ModelRequest.HeadCount), keys?.HeadCount),
            HeadDim = settings.ReadInt(nameof(ModelRequest.HeadDim)),
            LayerCount = settings.ReadInt(nameof(ModelRequest.LayerCount), keys?.LayerCount),
            FeedForwardDim = settings.ReadInt(nameof(ModelRequest.FeedForwardDim), keys?.FeedForwardDim),
            VocabularySize = settings.ReadInt(nameof(ModelRequest.VocabularySize), HuggingFaceKeys.VocabularySize),
            TokenTypeCount = settings.ReadInt(nameof(ModelRequest.TokenTypeCount), keys?.TokenTypeCount) ?? DefaultTokenTypeCount(layout),
            Activation = ReadActivation(settings, keys?.Activation) ?? Activation.Gelu,
            NormPlacement = placement,
            NormEpsilon = settings.ReadFloat(nameof(ModelRequest.NormEpsilon), keys?.NormEpsilon) ?? DefaultNormEpsilon(layout),
            EmbeddingNorm = settings.ReadBool(nameof(ModelRequest.EmbeddingNorm)) ?? layout != CheckpointLayout.TorchTransformer,
            FinalNorm = settings.ReadBool(nameof(ModelRequest.FinalNorm)) ?? placement == NormPlacement.Pre,
            EmbeddingScale = settings.ReadFloat(nameof(ModelRequest.EmbeddingScale)) ?? 1,
            Positions = settings.ReadEnum<PositionEncoding>(nameof(ModelRequest.Positions))
                ?? (layout == CheckpointLayout.TorchTransformer ? PositionEncoding.SinusoidalInterleaved : PositionEncoding.Learned),
        };
        return ReadHead(settings, keys, ReadPositions(settings, keys, request));
    }

    private static int DefaultTokenTypeCount(CheckpointLayout layout) => layout switch
    {
        CheckpointLayout.Bert => 2,
        CheckpointLayout.Roberta => 1,
        _ => 0,
    };

    private static float DefaultNormEpsilon(CheckpointLayout layout) =>
        layout is CheckpointLayout.Bert or CheckpointLayout.DistilBert ? 1e-12f : 1e-5f;

    private static ModelRequest ReadPositions(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        int? offset = null;
        int? rows = settings.FindInt(nameof(ModelRequest.PositionCount), keys?.PositionCount);
        bool isLearned = request.Positions == PositionEncoding.Learned;
        if (settings.IsSet(nameof(ModelRequest.PositionOffset)))
        {
            offset = settings.ReadInt(nameof(ModelRequest.PositionOffset));
        }
        else if (isLearned && request.Layout == CheckpointLayout.Roberta)
        {
            // Padding has the row of its own id, and real tokens follow it.
            int padding = settings.FindInt(nameof(ModelRequest.PositionOffset), HuggingFaceKeys.PadTokenId) ?? 1;
            offset = padding < int.MaxValue ? padding + 1 : padding;
        }

        return request with
        {
            PositionOffset = offset,
            PositionCount = isLearned ? rows : null,
            ContextLength = ReadContextLength(settings, keys, isLearned ? offset : null),
        };
    }

    private static ModelRequest ReadHead(SettingReader settings, HuggingFaceKeys? keys, ModelRequest request)
    {
        bool isHeadSet = settings.IsSet(nameof(ModelRequest.Head));
        EncoderHead head = (isHeadSet ? settings.ReadEnum<EncoderHead>(nameof(ModelRequest.Head)) : FindHead(settings)) ?? EncoderHead.None;
        bool isClassifier = head is EncoderHead.SequenceClassification or EncoderHead.TokenClassification;
        int? labelCount = settings.ReadInt(nameof(ModelRequest.LabelCount));
        if (labelCount is null && isClassifier && keys is not null)
        {
            // Hugging Face leaves the labels out of a file where there are two, its default.
            labelCount = FindLabelCount(settings) ?? (isHeadSet || settings.IsUnreadable(nameof(ModelRequest.LabelCount)) ? null : 2);
        }

        string? tiedKey = head == EncoderHead.MaskedLanguageModel ? HuggingFaceKeys.TiedOutput : null;
        return request with
        {
            Head = head,
            LabelCount = labelCount,
            TiedOutput = settings.ReadBool(nameof(ModelRequest.TiedOutput), tiedKey),
        };
    }

    private static EncoderHead? FindHead(SettingReader settings)
    {
        JsonValue? value = settings.Find(nameof(ModelRequest.Head), HuggingFaceKeys.Architectures);
        if (value is null)
        {
            return null;
        }

        string architecture = value.Items.FirstOrDefault(item => item.Kind == JsonKind.String)?.Text ?? "";
        EncoderHead? head =
            EndsWith("ForSequenceClassification") ? EncoderHead.SequenceClassification
            : EndsWith("ForTokenClassification") ? EncoderHead.TokenClassification
            : EndsWith("ForMaskedLM") ? EncoderHead.MaskedLanguageModel
            : EndsWith("LMHeadModel") ? null
            : EndsWith("Model") || value is { Kind: JsonKind.Array, Items.Count: 0 } ? EncoderHead.None
            : null;
        if (head is null)
        {
            string shown = value.Kind == JsonKind.Array ? new JsonValue(JsonKind.String, architecture).Display : value.Display;
            settings.ReportUnsupported(
                nameof(ModelRequest.Head),
                HuggingFaceKeys.Architectures,
                shown,
                "set Head, for instance EncoderHead.None for hidden states only");
        }

        return head;

        bool EndsWith(string suffix) => architecture.EndsWith(suffix, StringComparison.Ordinal);
    }

    private static int? FindLabelCount(SettingReader settings)
    {
        const string Property = nameof(ModelRequest.LabelCount);
        return settings.FindMemberCount(Property, HuggingFaceKeys.LabelNames)
            ?? (settings.IsUnreadable(Property) ? null : settings.FindInt(Property, HuggingFaceKeys.LabelCount));
    }

    private static void CheckEncoderConfig(SettingReader settings)
    {
        settings.RequireFalse(HuggingFaceKeys.IsDecoder, "an [Encoder] attends in both directions");
        settings.RequireFalse(HuggingFaceKeys.HasCrossAttention, "an [Encoder] has no cross-attention");
        JsonValue? positions = settings.Config?.Find(HuggingFaceKeys.PositionType);
        if (positions is not (null or { Kind: JsonKind.String, Text: "absolute" }))
        {
            settings.ReportUnsupported(
                nameof(ModelRequest.Positions),
                HuggingFaceKeys.PositionType,
                positions.Display,
                "only \"absolute\" is, use another checkpoint");
        }

        CheckPrunedHeads(settings);
    }

    private static void CheckPrunedHeads(SettingReader settings)
    {
        JsonValue? pruned = settings.Config?.Find(HuggingFaceKeys.PrunedHeads);
        if (pruned is not (null or { Kind: JsonKind.Object, Members.Count: 0 }))
        {
            settings.ReportUnsupported(
                nameof(ModelRequest.HeadCount),
                HuggingFaceKeys.PrunedHeads,
                "other than {}",
                "all layers must have the same heads, use another checkpoint");
        }
    }
}
