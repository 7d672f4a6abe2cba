using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <content>Which tensors a request needs, and which of them a layout has names for.</content>
internal sealed partial class SpecRules
{
    /// <summary>A tensor (or weight and bias) that the model reads.</summary>
    /// <param name="Role">What it does.</param>
    /// <param name="Side">Whose it is; Any for the only stack, and for what both sides share.</param>
    /// <param name="LayerCount">How many of them there are, one a layer; 0 for a tensor outside the layers.</param>
    private readonly record struct NeededTensor(TensorRole Role, ModelSide Side, int LayerCount);

    private static readonly TensorRole[] s_split = [TensorRole.Query, TensorRole.Key, TensorRole.Value];

    private static readonly TensorRole[] s_perLayer =
    [
        TensorRole.AttentionOutput, TensorRole.AttentionNorm,
        TensorRole.FeedForwardUp, TensorRole.FeedForwardDown, TensorRole.FeedForwardNorm,
    ];

    private static readonly TensorRole[] s_queryKeyNorm = [TensorRole.QueryNorm, TensorRole.KeyNorm];

    private static readonly TensorRole[] s_crossSplit = [TensorRole.CrossQuery, TensorRole.CrossKey, TensorRole.CrossValue];

    private static readonly TensorRole[] s_cross = [TensorRole.CrossOutput, TensorRole.CrossNorm];

    /// <summary>Whether query, key and value are one tensor: as the user names them, else as the layout stores them.</summary>
    private bool IsFused(ModelSide side) => IsFused(
        side, TensorRole.QueryKeyValue, s_split,
        _request.Layout is CheckpointLayout.Gpt or CheckpointLayout.Gpt2 or CheckpointLayout.TorchTransformer);

    private bool IsCrossFused => IsFused(
        ModelSide.Decoder, TensorRole.CrossQueryKeyValue, s_crossSplit, _request.Layout == CheckpointLayout.TorchTransformer);

    private bool IsFused(ModelSide side, TensorRole fused, TensorRole[] split, bool layoutIsFused) =>
        IsNamedByUser(fused, side) || (layoutIsFused && !split.Any(role => IsNamedByUser(role, side)));

    private bool IsNamedByUser(TensorRole role, ModelSide side) => _request.Names.Any(name => name.Role == role && Covers(name.Side, side));

    private static bool Covers(ModelSide named, ModelSide needed) => named == ModelSide.Any || named == needed;

    private List<NeededTensor> FindNeededTensors()
    {
        List<NeededTensor> needed = [];
        AddEmbedding(needed);
        if (_request.Family == ModelFamily.EncoderDecoder)
        {
            AddStack(needed, ModelSide.Encoder, AtLeastOne(_request.EncoderLayerCount));
            AddStack(needed, ModelSide.Decoder, AtLeastOne(_request.DecoderLayerCount));
            IEnumerable<TensorRole> cross = IsCrossFused ? [TensorRole.CrossQueryKeyValue] : s_crossSplit;
            needed.AddRange(
                cross.Concat(s_cross).Select(role => new NeededTensor(role, ModelSide.Decoder, AtLeastOne(_request.DecoderLayerCount))));
        }
        else
        {
            AddStack(needed, ModelSide.Any, AtLeastOne(_request.LayerCount));
        }

        AddHead(needed);
        return needed;

        // A missing or impossible count is reported elsewhere; the tensors still belong to layers.
        static int AtLeastOne(int? layerCount) => layerCount is int given and > 0 ? given : 1;
    }

    private void AddEmbedding(List<NeededTensor> needed)
    {
        bool hasSides = _request.Family == ModelFamily.EncoderDecoder;
        AddIf(true, TensorRole.TokenEmbedding, hasSides && _request.SourceVocabularySize is not null);
        AddIf(_request.Positions == PositionEncoding.Learned, TensorRole.PositionEmbedding, hasSides);
        AddIf(_request.TokenTypeCount > 0, TensorRole.TokenTypeEmbedding, hasSides);
        AddIf(_request.EmbeddingNorm, TensorRole.EmbeddingNorm, hasSides);

        void AddIf(bool isNeeded, TensorRole role, bool isOfEachSide)
        {
            if (isNeeded)
            {
                IEnumerable<ModelSide> sides = isOfEachSide ? [ModelSide.Encoder, ModelSide.Decoder] : [ModelSide.Any];
                needed.AddRange(sides.Select(side => new NeededTensor(role, side, 0)));
            }
        }
    }

    private void AddStack(List<NeededTensor> needed, ModelSide side, int layerCount)
    {
        IEnumerable<TensorRole> projections = IsFused(side) ? [TensorRole.QueryKeyValue] : s_split;
        IEnumerable<TensorRole> norms = _request.QueryKeyNorm ? s_queryKeyNorm : [];
        IEnumerable<TensorRole> gate = _request.Gated ? [TensorRole.FeedForwardGate] : [];
        needed.AddRange(projections.Concat(norms).Concat(s_perLayer).Concat(gate).Select(role => new NeededTensor(role, side, layerCount)));
        if (_request.FinalNorm)
        {
            needed.Add(new NeededTensor(TensorRole.FinalNorm, side, 0));
        }

        if (_request.Positions == PositionEncoding.Relative)
        {
            needed.Add(new NeededTensor(TensorRole.RelativeBias, side, 0));
        }
    }

    private void AddHead(List<NeededTensor> needed)
    {
        if (_request.Family != ModelFamily.Encoder)
        {
            if (_request.TiedOutput == false || _request.OutputBias)
            {
                needed.Add(new NeededTensor(TensorRole.HeadOutput, ModelSide.Any, 0));
            }

            return;
        }

        if (_request.HasHeadDense)
        {
            needed.Add(new NeededTensor(TensorRole.HeadDense, ModelSide.Any, 0));
        }

        if (_request.Head == EncoderHead.MaskedLanguageModel)
        {
            needed.Add(new NeededTensor(TensorRole.HeadNorm, ModelSide.Any, 0));
        }

        // A masked language model's output has a bias of its own even where its matrix is tied.
        if (_request.Head is not (EncoderHead.None or EncoderHead.Pooler))
        {
            needed.Add(new NeededTensor(TensorRole.HeadOutput, ModelSide.Any, 0));
        }
    }

    private static bool IsFusedRole(TensorRole role) => role is TensorRole.QueryKeyValue or TensorRole.CrossQueryKeyValue;

    private bool IsNamedByLayout(TensorRole role)
    {
        bool isOfDecoders = role == TensorRole.FeedForwardGate || s_queryKeyNorm.Contains(role);
        switch (_request.Layout)
        {
            case CheckpointLayout.Bert:
            case CheckpointLayout.Roberta:
                return role is not (TensorRole.FinalNorm or TensorRole.QueryKeyValue) && !isOfDecoders;
            case CheckpointLayout.DistilBert:
                bool hasPooler = role == TensorRole.HeadDense && _request.Head == EncoderHead.Pooler;
                bool isMissing = role is TensorRole.FinalNorm or TensorRole.QueryKeyValue or TensorRole.TokenTypeEmbedding;
                return !isMissing && !hasPooler && !isOfDecoders;
            case CheckpointLayout.TorchTransformer:
                return role is TensorRole.QueryKeyValue or TensorRole.CrossQueryKeyValue or TensorRole.FinalNorm
                    || s_perLayer.Contains(role) || s_cross.Contains(role);
            case CheckpointLayout.Gpt:
                return role != TensorRole.FinalNorm && !s_split.Contains(role) && !isOfDecoders;
            case CheckpointLayout.Gpt2:
                return !s_split.Contains(role) && !isOfDecoders;
            case CheckpointLayout.Llama:
                return role is not (TensorRole.QueryKeyValue or TensorRole.PositionEmbedding);
            case CheckpointLayout.T5:
                return !IsFusedRole(role) && !s_queryKeyNorm.Contains(role)
                    && role is not (TensorRole.PositionEmbedding or TensorRole.EmbeddingNorm);
            case CheckpointLayout.Marian:
            case CheckpointLayout.Bart:
                return !IsFusedRole(role) && role is not (TensorRole.FeedForwardGate or TensorRole.FinalNorm or TensorRole.RelativeBias);
            default:
                return false;
        }
    }
}
