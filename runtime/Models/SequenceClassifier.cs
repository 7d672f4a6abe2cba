using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder that gives each sequence one logit per label.</summary>
public abstract partial class SequenceClassifier : EncoderModel
{
    /// <inheritdoc/>
    protected SequenceClassifier(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <summary>Computes the label logits of each sequence from its first token.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="logits">Receives [B, LabelCount].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    public void ComputeLogits(in TokenBatch batch, Span<float> logits, CancellationToken cancellationToken = default) =>
        RunHeadOnFirstTokens(batch, logits, cancellationToken);
}
