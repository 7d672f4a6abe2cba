namespace Transformers.Generated;

/// <summary>
/// How a model keeps its matrices in memory. Each is widened to float32, exactly, as it is multiplied: everything is computed in float32.
/// </summary>
/// <remarks>
/// A matrix of 16-bit numbers has half the bytes. That halves the time of what waits for memory, as the steps of a decoder do that compute
/// one token; what is bound by arithmetic gains nothing. Norms, biases and position tables are float32 in every format.
/// </remarks>
public enum WeightFormat
{
    /// <summary>32 bits. Takes a checkpoint of any precision.</summary>
    Float32,

    /// <summary>The upper 16 bits of a float32. Hugging Face <c>bfloat16</c>.</summary>
    BFloat16,

    /// <summary>The 16-bit float of IEEE 754, without infinities and NaN. Hugging Face <c>float16</c>.</summary>
    Float16,
}
