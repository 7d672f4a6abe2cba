using System;
using System.Threading;

namespace Transformers.Generated;

/// <summary>One sequence's state in a causal decoder: its cache of keys and values, and its position. One thread at a time.</summary>
public interface IDecoderSession : IDisposable
{
    /// <summary>The number of logits that follow a token.</summary>
    int VocabularySize { get; }

    /// <summary>The most tokens that the session can consume.</summary>
    int ContextLength { get; }

    /// <summary>Tokens consumed so far, 0 to <see cref="ContextLength"/>.</summary>
    int Position { get; }

    /// <summary>Appends many tokens.</summary>
    /// <param name="tokens">[T] token ids, at least one.</param>
    /// <param name="logits">Receives [VocabularySize]: the logits that follow the last token.</param>
    /// <param name="cancellationToken">Checked while computing.</param>
    /// <exception cref="ArgumentException">There is no token, one is not in the vocabulary, or the destination has another
    /// size.</exception>
    /// <exception cref="InvalidOperationException">They do not fit into the context.</exception>
    void Prefill(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default);

    /// <summary>Appends one token, without allocating memory.</summary>
    /// <param name="token">A token id.</param>
    /// <param name="logits">Receives [VocabularySize]: the logits that follow the token.</param>
    /// <param name="cancellationToken">Checked while computing.</param>
    /// <exception cref="ArgumentException">The token is not in the vocabulary, or the destination has another size.</exception>
    /// <exception cref="InvalidOperationException">The context is full.</exception>
    void DecodeStep(int token, Span<float> logits, CancellationToken cancellationToken = default);
}
