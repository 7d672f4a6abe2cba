using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated causal decoder. Preview: each call computes the whole sequence; sessions with a cache are to come.</summary>
public abstract partial class DecoderModel : TransformerModel
{
    /// <inheritdoc/>
    protected DecoderModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <summary>Exact size of the workspace that one call with such a batch needs beyond the weights.</summary>
    /// <param name="tokens">Tokens of all sequences.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="longest">Tokens of the longest sequence.</param>
    /// <param name="headRows">Tokens whose logits are computed.</param>
    /// <returns>Bytes.</returns>
    public long WorkspaceBytes(int tokens, int sequences, int longest, int headRows) =>
        ComputeWorkspaceBytes(0, tokens, sequences, longest, headRows);

    /// <summary>Computes the vocabulary logits that follow chosen tokens.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="tokens">[R] indices of tokens in the batch, 0 to T - 1.</param>
    /// <param name="logits">Receives [R, VocabularySize].</param>
    /// <param name="observer">Looks at every layer's hidden states, or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, an index the batch, or the destination the
    /// indices.</exception>
    public void ComputeLogits(
        in TokenBatch batch,
        ReadOnlySpan<int> tokens,
        Span<float> logits,
        IHiddenStateObserver? observer = null,
        CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckChosen(tokens, batch.TokenCount);
        CheckDestination(logits.Length, tokens.Length, Definition.HeadOutputDim, "logits");
        ForwardPass pass = Rent();
        try
        {
            pass.Run(PassOutput.Head, default, batch, tokens, observer, ThreadCount, cancellationToken);
            pass.Head().CopyTo(logits);
        }
        finally
        {
            Return(pass);
        }
    }
}
