namespace Transformers.Generated.Generator.Graph;

/// <summary>One operation. Inputs and output carry shapes; <see cref="GraphVerifier"/> checks that they fit.</summary>
internal abstract record Node(Value Output);

/// <summary>output[t] = scale · tokens[id(t)] + positions[offset + position(t)] + types[type(t)].</summary>
internal sealed record EmbedNode(
    Value Output, Parameter Tokens, Parameter? Positions, int PositionOffset, Parameter? TokenTypes, float Scale)
    : Node(Output);

/// <summary>output[t] = scale · norm(input[t]) with the norm's own weight and bias.</summary>
internal sealed record NormNode(
    Value Input, Value Output, NormKind Kind, float Epsilon, Parameter Weight, Parameter? Bias, float Scale)
    : Node(Output);

/// <summary>output[t] = activation(W input[t] + b), added to what is there already where the node accumulates.</summary>
internal sealed record ProjectionNode(
    Value Input, Value Output, Parameter Weight, Parameter? Bias, Activation? Activation, bool Accumulates)
    : Node(Output);

/// <summary>Columns [First, First + Width) of a value.</summary>
internal sealed record ColumnSlice(Value Value, int First, int Width);

/// <summary>Masked multi-head scaled dot-product attention (Vaswani et al., 2017, section 3.2), sequence by sequence.</summary>
internal sealed record AttentionNode(
    ColumnSlice Queries, ColumnSlice Keys, ColumnSlice Values, Value Output, AttentionShape Shape, RelativeBiasTables? RelativeBias)
    : Node(Output);

/// <summary>T5's bias as it is stored, [buckets, heads], and as kernels read it, [heads, distances].</summary>
internal sealed record RelativeBiasTables(Parameter ByBucket, Parameter ByDistance, Model.RelativeBiasSpec Spec);

/// <summary>What tells one attention kernel from another.</summary>
/// <param name="HeadCount">Query heads.</param>
/// <param name="KeyValueHeadCount">Key and value heads; divides HeadCount.</param>
/// <param name="HeadDim">Width of a head.</param>
/// <param name="Scale">Factor of the scores.</param>
/// <param name="IsCausal">Whether key k is hidden from query q &lt; k.</param>
internal sealed record AttentionShape(int HeadCount, int KeyValueHeadCount, int HeadDim, float Scale, bool IsCausal);

/// <summary>output[r] = scale · input[row(r)] for the rows a head wants.</summary>
internal sealed record GatherNode(Value Input, Value Output, float Scale) : Node(Output);

/// <summary>output[s] = mean of input over the tokens of sequence s; zero for an empty sequence.</summary>
internal sealed record MeanNode(Value Input, Value Output) : Node(Output);
