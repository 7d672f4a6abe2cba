namespace Transformers.Generated;

/// <summary>How a token's position enters the computation.</summary>
public enum PositionEncoding
{
    /// <summary>Nothing is added; without another source of order the model treats its input as a bag of tokens.</summary>
    None,

    /// <summary>A trained table of one vector per position (BERT, GPT-2).</summary>
    Learned,

    /// <summary>sin and cos in alternating columns (Vaswani et al., 2017, section 3.5).</summary>
    SinusoidalInterleaved,

    /// <summary>All sines in the first half of the columns, all cosines in the second (Marian).</summary>
    /// <remarks>
    /// fairseq has the same order of columns but other angles, position · 10000^(-i / (ModelDim / 2 - 1)) in column i, which are not
    /// computed here.
    /// </remarks>
    SinusoidalHalves,

    /// <summary>
    /// Nothing is added; in each layer queries and keys are rotated by angles that grow with the position (Su et al., "RoFormer", 2021):
    /// Llama and its kin.
    /// </summary>
    Rotary,

    /// <summary>
    /// Nothing is added; each head adds to its attention scores a trained number that depends on the distance of query and key (Raffel et
    /// al., "T5", 2020). T5's other conventions come with it: scores are not divided by √HeadDim, and a tied output reads hidden states
    /// divided by √ModelDim.
    /// </summary>
    Relative,
}
