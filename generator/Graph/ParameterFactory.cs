using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Graph;

/// <summary>Names, shapes and checkpoint parts of a model's parameters.</summary>
internal sealed class ParameterFactory
{
    private readonly ModelSpec _spec;

    public ParameterFactory(ModelSpec spec) => _spec = spec;

    /// <summary>The token embedding that a side looks up: the encoder's own, if it has one.</summary>
    public Parameter TokenEmbedding(ModelSide side) => side == ModelSide.Encoder && _spec.SourceVocabularySize is int rows
        ? Table("SourceTokenEmbedding", side, TensorRole.TokenEmbedding, ParameterLayout.Rows, rows, _spec.ModelDim) with { Format = _spec.Weights }
        : TokenEmbedding();

    /// <summary>
    /// Token embeddings, of the target where the source has its own. Where the output matrix is tied to them they are packed for multiplication and looked up in that layout: one
    /// copy.
    /// </summary>
    public Parameter TokenEmbedding()
    {
        ParameterLayout layout = _spec.Head is { IsTied: true } ? ParameterLayout.Panels : ParameterLayout.Rows;
        ModelSide side = _spec.SourceVocabularySize is null ? ModelSide.Any : ModelSide.Decoder;
        Parameter table = Table("TokenEmbedding", side, TensorRole.TokenEmbedding, layout, _spec.VocabularySize, _spec.ModelDim);
        return table with { Format = _spec.Weights };
    }

    public Parameter? PositionEmbedding(ModelSide side)
    {
        EmbeddingSpec embedding = _spec.Embedding;
        return embedding.Positions switch
        {
            PositionEncoding.None => null,
            PositionEncoding.Learned => Table(
                Prefix(side) + "PositionEmbedding", side, TensorRole.PositionEmbedding, ParameterLayout.Rows, embedding.PositionCount, _spec.ModelDim),
            _ => new Parameter(
                "SinusoidalPositions", ModelSide.Any, ParameterLayout.Rows, embedding.PositionCount, _spec.ModelDim, false,
                ParameterOrigin.SinusoidalPositions, EquatableArray<ParameterPart>.Empty),
        };
    }

    public Parameter? TokenTypeEmbedding(ModelSide side) => _spec.Embedding.TokenTypeCount == 0
        ? null
        : Table("TokenTypeEmbedding", side, TensorRole.TokenTypeEmbedding, ParameterLayout.Rows, _spec.Embedding.TokenTypeCount, _spec.ModelDim);

    public RelativeBiasTables RelativeBias(ModelSide side, RelativeBiasSpec bias, int headCount)
    {
        // One row per head; column ContextLength + d holds the bias for a key d tokens before the query, and a vector of
        // lanes may read past the last distance.
        int distances = (2 * _spec.ContextLength) + PackedLayout.PanelWidth;
        return new RelativeBiasTables(
            Table(Prefix(side) + "RelativeBias", side, TensorRole.RelativeBias, ParameterLayout.Rows, bias.BucketCount, headCount),
            new Parameter(
                Prefix(side) + "RelativeBiasByDistance", side, ParameterLayout.Rows, headCount, distances, false,
                ParameterOrigin.RelativeBiasByDistance, EquatableArray<ParameterPart>.Empty),
            bias);
    }

    /// <summary>One fused part where the checkpoint stores query, key and value together, else three.</summary>
    public ParameterPart[] QueryKeyValueParts(ModelSide side, int queryDim, int keyValueDim) =>
        CheckpointNames.HasFusedQueryKeyValue(_spec.Checkpoint, side)
            ? [new(TensorRole.QueryKeyValue, queryDim + (2 * keyValueDim))]
            : [new(TensorRole.Query, queryDim), new(TensorRole.Key, keyValueDim), new(TensorRole.Value, keyValueDim)];

    /// <summary>The first rows where the checkpoint stores query, key and value of cross-attention together, else all of the query's.</summary>
    public ParameterPart[] CrossQueryParts(StackSpec stack) => CheckpointNames.HasFusedCross(_spec.Checkpoint)
        ? [CrossPart(stack, 0, stack.QueryDim)]
        : [new(TensorRole.CrossQuery, stack.QueryDim)];

    /// <summary>What <see cref="CrossQueryParts"/> leaves.</summary>
    public ParameterPart[] CrossKeyValueParts(StackSpec stack) => CheckpointNames.HasFusedCross(_spec.Checkpoint)
        ? [CrossPart(stack, stack.QueryDim, 2 * stack.KeyValueDim)]
        : [new(TensorRole.CrossKey, stack.KeyValueDim), new(TensorRole.CrossValue, stack.KeyValueDim)];

    private static ParameterPart CrossPart(StackSpec stack, int first, int rows) =>
        new(TensorRole.CrossQueryKeyValue, rows) { FirstRow = first, TensorRows = stack.QueryDim + (2 * stack.KeyValueDim) };

    public (Parameter Weight, Parameter? Bias) Projection(string name, ModelSide side, int inputDim, ParameterPart[] parts, bool hasBias)
    {
        int outputDim = parts.Sum(part => part.Rows);
        EquatableArray<ParameterPart> all = new(parts);
        string prefix = Prefix(side);
        Parameter weight = new(
            prefix + name + "Weight", side, ParameterLayout.Panels, outputDim, inputDim, false, ParameterOrigin.Checkpoint, all)
        {
            Format = _spec.Weights,
        };
        Parameter? bias =
            hasBias ? new(prefix + name + "Bias", side, ParameterLayout.Vector, outputDim, 1, true, ParameterOrigin.Checkpoint, all) : null;
        return (weight, bias);
    }

    /// <summary>Two projections of one input whose rows take turns: the first is the gate of the second.</summary>
    public (Parameter Weight, Parameter? Bias) GatedProjection(
        string name, ModelSide side, int inputDim, ParameterPart[] parts, bool hasBias)
    {
        (Parameter weight, Parameter? bias) = Projection(name, side, inputDim, parts, hasBias);
        return (weight with { Alternates = true }, bias is null ? null : bias with { Alternates = true });
    }

    public (Parameter Weight, Parameter? Bias) Norm(TensorRole role, ModelSide side, bool hasBias)
    {
        string name = Prefix(side) + (IsPerLayer(role) ? "Layer" : "") + role;
        EquatableArray<ParameterPart> parts = new([new ParameterPart(role, _spec.ModelDim)]);
        Parameter weight = new(name + "Weight", side, ParameterLayout.Vector, _spec.ModelDim, 1, false, ParameterOrigin.Checkpoint, parts);
        Parameter? bias =
            hasBias ? new(name + "Bias", side, ParameterLayout.Vector, _spec.ModelDim, 1, true, ParameterOrigin.Checkpoint, parts) : null;
        return (weight, bias);
    }

    /// <summary>The norms of a head's query and key: one weight for each column of a head.</summary>
    public HeadNorm HeadNorm(ModelSide side, StackSpec stack) =>
        new(Head(side, TensorRole.QueryNorm, stack), Head(side, TensorRole.KeyNorm, stack), stack.Norm.Epsilon);

    private Parameter Head(ModelSide side, TensorRole role, StackSpec stack) => new(
        $"{Prefix(side)}Layer{role}Weight", side, ParameterLayout.Vector, stack.HeadDim, 1, false, ParameterOrigin.Checkpoint,
        new EquatableArray<ParameterPart>([new ParameterPart(role, stack.HeadDim)]));

    private static bool IsPerLayer(TensorRole role) =>
        role is TensorRole.AttentionNorm or TensorRole.CrossNorm or TensorRole.FeedForwardNorm;

    /// <summary>Names tell the sides apart only where there are two.</summary>
    private string Prefix(ModelSide side) =>
        _spec.Family != ModelFamily.EncoderDecoder || side == ModelSide.Any ? "" : side == ModelSide.Encoder ? "Encoder" : "Decoder";

    private static Parameter Table(string name, ModelSide side, TensorRole role, ParameterLayout layout, int rows, int columns) =>
        new(name, side, layout, rows, columns, false, ParameterOrigin.Checkpoint, new EquatableArray<ParameterPart>([new ParameterPart(role, rows)]));
}
