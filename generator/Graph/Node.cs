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
    : Node(Output)
{
    /// <summary>
    /// Whether W and b are two by turns, gate and up, and output[t] = activation(W_gate input[t] + b_gate) · (W_up input[t] + b_up).
    /// </summary>
    public bool IsGated => Weight.Alternates;
}

/// <summary>Columns [First, First + Width) of a value.</summary>
internal sealed record ColumnSlice(Value Value, int First, int Width);

/// <summary>
/// Multi-head scaled dot-product attention of every token to every token of its sequence (Vaswani et al., 2017, section 3.2).
/// In a model that has a cache, attention goes through that: <see cref="CachedAttentionNode"/>.
/// </summary>
internal sealed record AttentionNode(
    ColumnSlice Queries, ColumnSlice Keys, ColumnSlice Values, Value Output, AttentionShape Shape, RelativeBiasTables? RelativeBias)
    : Node(Output);

/// <summary>Puts the keys and values of new tokens into the cache; queries and keys may be normalised and are rotated in place before.</summary>
/// <param name="Queries">The queries beside the keys, or null where they are elsewhere: then the keys are for cross-attention.</param>
/// <param name="Keys">Keys, right behind the queries.</param>
/// <param name="Values">Values.</param>
/// <param name="Shape">Heads.</param>
/// <param name="Rotary">Rotation by position, or null.</param>
/// <param name="Norm">Norm of each head's query and key, or null.</param>
internal sealed record CacheNode(
    ColumnSlice? Queries, ColumnSlice Keys, ColumnSlice Values, AttentionShape Shape, Model.RotarySpec? Rotary, HeadNorm? Norm)
    : Node(Keys.Value);

/// <summary>RmsNorm over each head's query and key, with a weight for each column of a head.</summary>
internal sealed record HeadNorm(Parameter QueryWeight, Parameter KeyWeight, float Epsilon);

/// <summary>Which keys of the cache a query sees.</summary>
internal enum KeyRange
{
    /// <summary>Those of its own sequence up to itself.</summary>
    Causal,

    /// <summary>All of its own sequence.</summary>
    Own,

    /// <summary>All of its source.</summary>
    Cross,
}

/// <summary>Attention to what the cache holds.</summary>
internal sealed record CachedAttentionNode(
    ColumnSlice Queries, Value Output, AttentionShape Shape, KeyRange Keys, RelativeBiasTables? RelativeBias, Model.WindowSpec? Window)
    : Node(Output);

/// <summary>T5's bias as it is stored, [buckets, heads], and as kernels read it, [heads, distances].</summary>
internal sealed record RelativeBiasTables(Parameter ByBucket, Parameter ByDistance, Model.RelativeBiasSpec Spec);

/// <summary>What tells one attention kernel from another.</summary>
/// <param name="HeadCount">Query heads.</param>
/// <param name="KeyValueHeadCount">Key and value heads; divides HeadCount.</param>
/// <param name="HeadDim">Width of a head.</param>
/// <param name="Scale">Factor of the scores.</param>
internal sealed record AttentionShape(int HeadCount, int KeyValueHeadCount, int HeadDim, float Scale);

/// <summary>output[r] = scale · input[row(r)] for the rows a head wants, or of all rows where the output has as many.</summary>
internal sealed record GatherNode(Value Input, Value Output, float Scale) : Node(Output);

/// <summary>output[s] = mean of input over the tokens of sequence s; zero for an empty sequence.</summary>
internal sealed record MeanNode(Value Input, Value Output) : Node(Output);
