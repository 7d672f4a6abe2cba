using System;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Turns a request that keeps every rule into a spec.</summary>
internal static class SpecBuilder
{
    /// <summary>Builds the spec of a class.</summary>
    public static ModelSpec Build(TargetType target, ModelRequest request)
    {
        bool isBoth = request.Family == ModelFamily.EncoderDecoder;
        return new ModelSpec(
            target,
            request.Family,
            request.Head,
            Value(request.ModelDim),
            Value(request.VocabularySize),
            Value(request.ContextLength),
            BuildEmbedding(request),
            Encoder: request.Family == ModelFamily.Decoder ? null
                : BuildStack(request, isBoth ? request.EncoderLayerCount : request.LayerCount, isCausal: false),
            Decoder: request.Family == ModelFamily.Encoder ? null
                : BuildStack(request, isBoth ? request.DecoderLayerCount : request.LayerCount, isCausal: true),
            HeadBuilder.Build(request),
            new CheckpointSpec(request.Layout, SortNames(request)))
        {
            SourceVocabularySize = request.SourceVocabularySize,
            Weights = request.Weights,
        };
    }

    private static EmbeddingSpec BuildEmbedding(ModelRequest request)
    {
        // Rotary and relative positions act inside attention; the sum of embeddings has no part of them.
        bool isInAttention = request.Positions is PositionEncoding.Rotary or PositionEncoding.Relative;
        PositionEncoding positions = isInAttention ? PositionEncoding.None : request.Positions;
        int offset = request.PositionOffset ?? 0;
        return new EmbeddingSpec(
            positions,
            offset,
            request.PositionCount ?? (Value(request.ContextLength) + offset),
            request.TokenTypeCount ?? 0,
            request.EmbeddingNorm,
            request.EmbeddingScale);
    }

    private static StackSpec BuildStack(ModelRequest request, int? layerCount, bool isCausal)
    {
        int headCount = Value(request.HeadCount);
        int headDim = request.HeadDim ?? Value(request.ModelDim) / headCount;
        return new StackSpec(
            Value(layerCount),
            headCount,
            request.KeyValueHeadCount ?? headCount,
            headDim,
            Value(request.FeedForwardDim),
            request.Activation,
            new NormSpec(request.NormKind, request.NormPlacement, request.NormEpsilon),
            request.FinalNorm,
            request.Gated,
            request.QueryKeyValueBias,
            request.AttentionOutputBias,
            request.FeedForwardBias,
            ScoreScale: request.ScaleScores ? (float)(1 / Math.Sqrt(headDim)) : 1,
            isCausal,
            request.Positions == PositionEncoding.Relative ? BuildRelativeBias(request, isCausal) : null,
            request.Positions == PositionEncoding.Rotary ? BuildRotary(request, headDim) : null,
            request.QueryKeyNorm,
            BuildWindow(request, Value(layerCount)),
            HasCrossAttention: request.Family == ModelFamily.EncoderDecoder && isCausal);
    }

    private static RelativeBiasSpec BuildRelativeBias(ModelRequest request, bool isCausal) =>
        new(Value(request.RelativeBucketCount), Value(request.RelativeMaxDistance), Bidirectional: !isCausal);

    // A number that the kind of scaling has no use for is null in the request.
    private static RotarySpec BuildRotary(ModelRequest request, int headDim) => new(
        headDim,
        request.RotaryTheta ?? 0,
        IsInterleaved: request.RotaryLayout == RotaryLayout.Interleaved,
        request.RotaryScaling ?? RotaryScaling.None,
        request.RotaryFactor ?? 0,
        request.RotaryOriginalContextLength ?? 0,
        request.RotaryAttentionFactor ?? 0,
        request.RotaryBetaFast ?? 0,
        request.RotaryBetaSlow ?? 0,
        request.RotaryMscale ?? 0,
        request.RotaryMscaleAllDim ?? 0,
        request.RotaryLowFrequencyFactor ?? 0,
        request.RotaryHighFrequencyFactor ?? 0);

    // A window as long as the context hides nothing.
    private static WindowSpec? BuildWindow(ModelRequest request, int layerCount) =>
        request.Window is int size && size < Value(request.ContextLength) && (request.WindowFirstLayer ?? 0) < layerCount
            ? new WindowSpec(size, request.WindowFirstLayer ?? 0, request.WindowEvery ?? 1)
            : null;

    // In a fixed order, so that moving an attribute changes nothing that is generated.
    private static EquatableArray<TensorNameSpec> SortNames(ModelRequest request) =>
        new(request.Names.OrderBy(name => name.Role).ThenBy(name => name.Side).ThenBy(name => name.Pattern, StringComparer.Ordinal));

    private static int Value(int? required) =>
        required ?? throw new InvalidOperationException("A required dimension passed the rules without a value.");
}
