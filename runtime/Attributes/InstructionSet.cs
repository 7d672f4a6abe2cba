namespace Transformers.Generated;

/// <summary>Which of the generated kernel sets a model runs.</summary>
public enum InstructionSet
{
    /// <summary>The fastest one this processor has.</summary>
    Automatic,

    /// <summary>128-bit vectors with separate multiplication and addition: every processor.</summary>
    Portable,

    /// <summary>128-bit vectors with fused multiply-add and 32 registers: ARM64.</summary>
    AdvSimd,

    /// <summary>256-bit vectors with fused multiply-add: x86-64-v3.</summary>
    Avx2,

    /// <summary>512-bit vectors: x86-64-v4.</summary>
    Avx512,
}
