using System;
using System.Threading;

namespace Transformers.Generated;

/// <summary>
/// An encoder as samplers, pools, tests and dependency injection see it. All members may be called from any number of threads at once.
/// </summary>
/// <remarks>A batch of many tokens is computed in parts; a call that is cancelled or fails may have written the results of some.</remarks>
public interface IEncoder : IDisposable
{
    /// <summary>Width of a hidden state.</summary>
    int ModelDim { get; }

    /// <summary>Longest sequence, in tokens.</summary>
    int ContextLength { get; }

    /// <summary>Computes the last hidden state of every token.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="hiddenStates">Receives [T, ModelDim].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    void Encode(in TokenBatch batch, Span<float> hiddenStates, CancellationToken cancellationToken = default);

    /// <summary>Computes the mean of the last hidden states over the tokens of each sequence; zeros for an empty one.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="means">Receives [B, ModelDim].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    void EncodeMean(in TokenBatch batch, Span<float> means, CancellationToken cancellationToken = default);

    /// <summary>Computes the last hidden state of the first token ([CLS]) of each sequence; zeros for an empty one.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="firstStates">Receives [B, ModelDim].</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, or the destination the batch.</exception>
    void EncodeFirst(in TokenBatch batch, Span<float> firstStates, CancellationToken cancellationToken = default);
}
