using System;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>Continues text: tokens of the prompt go into a decoder, chosen ones come back as text, whole or as a stream.</summary>
/// <remarks>
/// Over a session of your own: the prompt is appended to what the session has consumed, which the penalties do not see; afterwards the
/// session has consumed all tokens but the last chosen one. One generation at a time, then.
/// </remarks>
public sealed class TextGenerator
{
    private readonly Func<IDecoderSession> _open;
    private readonly bool _ownsSessions;
    private readonly ITokenizer _tokenizer;
    private readonly GenerationOptions? _defaults;

    /// <summary>Generates over one session, which stays the caller's to dispose of.</summary>
    /// <param name="session">The decoder's session.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="defaults">What a call's options leave open, such as <see cref="GenerationOptions.Load"/> gives; or null.</param>
    public TextGenerator(IDecoderSession session, ITokenizer tokenizer, GenerationOptions? defaults = null)
        : this(() => session, tokenizer, defaults)
    {
        ArgumentNullException.ThrowIfNull(session);
        _ownsSessions = false;
    }

    /// <summary>Generates over a new session for each call, so that many threads may call.</summary>
    internal TextGenerator(Func<IDecoderSession> open, ITokenizer tokenizer, GenerationOptions? defaults)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _open = open;
        _ownsSessions = true;
        _tokenizer = tokenizer;
        _defaults = defaults;
    }

    /// <summary>The text that follows a prompt.</summary>
    /// <inheritdoc cref="GenerateResult"/>
    /// <returns>The text, without the prompt.</returns>
    public string Generate(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        GenerateResult(prompt, options, cancellationToken).Text;

    /// <summary>The text that follows a prompt, and how it came about.</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">Which tokens, how many, when to stop; null for the model's own.</param>
    /// <param name="cancellationToken">Checked before each token, and within one as far as the session does.</param>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or the prompt does not fit the
    /// context.</exception>
    /// <exception cref="InvalidOperationException">The options forbid every token, or a logit is not a number.</exception>
    public GenerationResult GenerateResult(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return TextRunner.Run(_open, _ownsSessions, session => Begin(session, prompt, options), cancellationToken);
    }

    /// <summary>Streams the text that follows a prompt, piece by piece as it becomes certain.</summary>
    /// <remarks>
    /// All computation is on the thread pool, one token for each piece that the consumer awaits: the consumer's thread is never blocked,
    /// nothing runs ahead of it, and nothing is left running when it stops early. Pieces arrive on the consumer's own context. Errors,
    /// also of the options, are thrown while enumerating. Enumerating twice generates twice.
    /// </remarks>
    /// <inheritdoc cref="GenerateResult"/>
    /// <returns>The pieces; the last one holds the whole result.</returns>
    public IAsyncEnumerable<GeneratedText> GenerateAsync(
        string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return TextRunner.RunAsync(_open, _ownsSessions, session => Begin(session, prompt, options), cancellationToken);
    }

    private TextRun Begin(IDecoderSession session, string prompt, GenerationOptions? options)
    {
        int choices = Math.Min(session.VocabularySize, _tokenizer.VocabularySize); // a model may have more tokens than there are texts
        GenerationSettings settings = GenerationSettings.Resolve(options, _defaults, choices);
        TokenizerOutput encoded = _tokenizer.Encode(prompt);
        int? begin = settings.BosToken ?? _tokenizer.SpecialTokens.Bos;
        ReadOnlySpan<int> tokens = encoded.Count == 0 && begin is { } bos ? [bos] : encoded.Ids;
        TokenRun run = new(session, settings, tokens, choices);
        return new TextRun(run, StreamingText.Follow(_tokenizer, tokens), settings.StopStrings);
    }
}
