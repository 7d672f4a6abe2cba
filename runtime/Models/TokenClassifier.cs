using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder that gives each token one logit per label.</summary>
public abstract partial class TokenClassifier : EncoderModel
{
    /// <inheritdoc/>
    protected TokenClassifier(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <summary>Computes the label logits of every token.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="logits">Receives [T, LabelCount].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    public void ComputeLogits(in TokenBatch batch, Span<float> logits, CancellationToken cancellationToken = default) =>
        RunHeadOnAllTokens(batch, logits, cancellationToken);
}
