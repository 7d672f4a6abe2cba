using System;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>One source and its target as a decoder's session: what streams a decoder's text streams a target's.</summary>
internal sealed class TargetSession : IDecoderSession
{
    private readonly EncoderDecoderSession _session;

    /// <param name="model">The model.</param>
    /// <param name="source">The source's tokens.</param>
    /// <param name="cancellationToken">Checked between layers of the encoder.</param>
    public TargetSession(EncoderDecoderModel model, TokenizerOutput source, CancellationToken cancellationToken) =>
        _session = model.CreateSession(new TokenBatch(source.Ids, [source.Count]), sink: null, cancellationToken);

    public int VocabularySize => _session.VocabularySize;

    public int ContextLength => _session.ContextLength;

    public int Position => _session.Position;

    /// <summary>Takes the start of the target; only once.</summary>
    public void Prefill(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default) =>
        _session.Prefill(new TokenBatch(tokens, [tokens.Length]), logits, cancellationToken);

    public void DecodeStep(int token, Span<float> logits, CancellationToken cancellationToken = default) =>
        _session.Step([token], [0], logits, cancellationToken);

    public void Dispose() => _session.Dispose();
}
