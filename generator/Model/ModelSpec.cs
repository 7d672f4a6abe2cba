namespace Transformers.Generated.Generator.Model;

/// <summary>What the user asked for, complete: nothing later looks at attributes or config files again.</summary>
/// <remarks>
/// This record is the generator's cache key. It must stay immutable, compare by content, and hold no symbol, syntax, location or
/// compilation: otherwise every key stroke regenerates every model and old compilations stay in memory.
/// </remarks>
/// <param name="Target">The class to complete.</param>
/// <param name="Family">Encoder, decoder or both.</param>
/// <param name="EncoderHead">The head asked for, which decides the base class; None for other families.</param>
/// <param name="ModelDim">Width of the residual stream.</param>
/// <param name="VocabularySize">Number of tokens.</param>
/// <param name="ContextLength">Longest sequence.</param>
/// <param name="Embedding">First hidden states; both sides of an encoder-decoder have them alike.</param>
/// <param name="Encoder">The bidirectional stack, or null.</param>
/// <param name="Decoder">The causal stack, or null.</param>
/// <param name="Head">What follows the last stack, or null.</param>
/// <param name="Checkpoint">Tensor names.</param>
internal sealed record ModelSpec(
    TargetType Target,
    ModelFamily Family,
    EncoderHead EncoderHead,
    int ModelDim,
    int VocabularySize,
    int ContextLength,
    EmbeddingSpec Embedding,
    StackSpec? Encoder,
    StackSpec? Decoder,
    HeadSpec? Head,
    CheckpointSpec Checkpoint)
{
    /// <summary>Rows of the encoder's own token embedding, or null where both sides share one.</summary>
    public int? SourceVocabularySize { get; init; }

    /// <summary>What every matrix is kept as; the kernels are made for it.</summary>
    public WeightFormat Weights { get; init; }
}
