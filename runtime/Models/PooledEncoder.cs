using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder with BERT's pooler: tanh(W h₀ + b) of the first token.</summary>
public abstract partial class PooledEncoder : EncoderModel
{
    /// <inheritdoc/>
    protected PooledEncoder(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <summary>Computes tanh(W h₀ + b) of the first token of each sequence.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="pooled">Receives [B, ModelDim].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    public void EncodePooled(in TokenBatch batch, Span<float> pooled, CancellationToken cancellationToken = default) =>
        RunHeadOnFirstTokens(batch, pooled, cancellationToken);
}
