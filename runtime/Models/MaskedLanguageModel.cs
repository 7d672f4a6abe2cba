using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder that gives chosen tokens one logit per word of the vocabulary.</summary>
public abstract partial class MaskedLanguageModel : EncoderModel
{
    /// <inheritdoc/>
    protected MaskedLanguageModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <summary>Computes the vocabulary logits of chosen tokens.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="tokens">[R] indices of tokens in the batch, 0 to T - 1.</param>
    /// <param name="logits">Receives [R, VocabularySize].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, an index the batch, or the destination the
    /// indices.</exception>
    public void ComputeLogits(
        in TokenBatch batch, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckChosen(tokens, batch.TokenCount);
        CheckDestination(logits.Length, tokens.Length, Definition.HeadOutputDim, "logits");
        RunHead(batch, tokens, logits, cancellationToken);
    }
}
