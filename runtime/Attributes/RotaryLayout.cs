namespace Transformers.Generated;

/// <summary>Which columns of a head form the pairs that a rotary position embedding turns.</summary>
public enum RotaryLayout
{
    /// <summary>Column i with column i + HeadDim / 2: every checkpoint in Hugging Face layout (<c>rotate_half</c>).</summary>
    HalfSplit,

    /// <summary>Column 2i with column 2i + 1 (Su et al., "RoFormer", 2021): checkpoints as Meta publishes Llama.</summary>
    Interleaved,
}
