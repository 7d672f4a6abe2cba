using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>From source texts to target texts.</content>
public abstract partial class EncoderDecoderModel
{
    private static readonly EncodeOptions s_withoutSpecialTokens = new() { AddSpecialTokens = false };

    /// <summary>The tokenizer that sources go through.</summary>
    /// <inheritdoc cref="DecoderModel.Tokenizer"/>
    public ITokenizer Tokenizer => Folder.Tokenizer;

    /// <summary>
    /// The tokenizer that targets go through: <see cref="LoadOptions.TargetTokenizer"/>, or else Marian's for the target, where the model's
    /// folder has <c>target.spm</c>, or else <see cref="Tokenizer"/>.
    /// </summary>
    /// <inheritdoc cref="DecoderModel.Tokenizer"/>
    public ITokenizer TargetTokenizer => Folder.TargetTokenizer;

    private int VocabularyCount => Definition.HeadOutputDim;

    /// <summary>The best target for a source: a translation, a summary, an answer.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, IReadOnlyList{string}?, CancellationToken)"/>
    /// <param name="source">The text to transduce.</param>
    /// <param name="options">Beams, limits, penalties; null for the model's own.</param>
    /// <param name="prefix">What the target is to begin with.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The target's text, after its prefix.</returns>
    public string Generate(
        string source, GenerationOptions? options = null, string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        return Generate([source], options, [prefix], cancellationToken)[0];
    }

    /// <summary>The best target for each of several sources, in one batch: nothing is padded, and none depends on the others.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, IReadOnlyList{string}?, CancellationToken)"/>
    /// <returns>[B] the targets' texts, after their prefixes.</returns>
    public string[] Generate(
        IReadOnlyList<string> sources,
        GenerationOptions? options = null,
        IReadOnlyList<string>? prefixes = null,
        CancellationToken cancellationToken = default) =>
        [.. Search(sources, options, prefixes, cancellationToken).Select(found => found.Length > 0
            ? found[0].Text!
            : throw new InvalidOperationException("the options forbid every target: relax the minimal length, or what they suppress"))];

    /// <summary>One target for a source, and how it came about; with one beam.</summary>
    /// <param name="source">The text to transduce.</param>
    /// <param name="options">How tokens are chosen, limits, penalties. What they leave open, or all where they are null, is as the model's
    /// <c>generation_config.json</c> says; where that asks for several beams, set <see cref="GenerationOptions.BeamCount"/> = 1.</param>
    /// <param name="prefix">What the target is to begin with.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>Text, tokens, times, and why it ended. The prompt is the start token and the prefix; the time does not count the encoding of
    /// the source.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or source or prefix do not fit the
    /// context.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, the options forbid every token, or a logit is not a
    /// number.</exception>
    /// <exception cref="System.IO.InvalidDataException">The tokenizer's files or <c>generation_config.json</c> are damaged, or ask for
    /// something that is not supported.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of. A generation that runs when it is goes on to its
    /// end.</exception>
    public GenerationResult GenerateResult(
        string source, GenerationOptions? options = null, string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        return TextRunner.Run(
            () => new TargetSession(this, Tokenizer.Encode(source), cancellationToken),
            ownsSession: true,
            session => Begin(session, options, prefix),
            cancellationToken);
    }

    /// <summary>Streams one target for a source, piece by piece as its text becomes certain; with one beam.</summary>
    /// <remarks>
    /// The source is encoded, and one token is computed for each piece that the consumer awaits, on the thread pool: the consumer's thread
    /// is never blocked, nothing runs ahead of it, and nothing is left running when it stops early. Errors, also of the options, are
    /// thrown while enumerating.
    /// </remarks>
    /// <inheritdoc cref="GenerateResult"/>
    /// <returns>The pieces; the last one holds the whole result.</returns>
    public IAsyncEnumerable<GeneratedText> GenerateAsync(
        string source, GenerationOptions? options = null, string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(prefix);
        return TextRunner.RunAsync(
            () => new TargetSession(this, Tokenizer.Encode(source), cancellationToken),
            ownsSession: true,
            session => Begin(session, options, prefix),
            cancellationToken);
    }

    /// <summary>The best targets for each of several sources.</summary>
    /// <param name="sources">[B] texts.</param>
    /// <param name="options">Beams, limits, penalties, how many to return. What they leave open, or all where they are null, is as the model's
    /// <c>generation_config.json</c> says. With one beam the likeliest token is taken, or one is drawn: for each source with the same
    /// <see cref="GenerationOptions.Seed"/>.</param>
    /// <param name="prefixes">[B] what each target is to begin with; null for nothing.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each source its targets, best first: <see cref="GenerationOptions.ReturnCount"/> of them, or fewer where the options
    /// leave no more. None depends on the other sources.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or a source or prefix does not fit
    /// the context.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, the options forbid every token, or a logit is not a
    /// number.</exception>
    public GeneratedSequence[][] Search(
        IReadOnlyList<string> sources,
        GenerationOptions? options = null,
        IReadOnlyList<string>? prefixes = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        CheckCount("prefixes", prefixes, sources.Count);
        ITokenizer tokenizer = TargetTokenizer;
        int choices = Math.Min(VocabularyCount, tokenizer.VocabularySize);
        GenerationSettings settings = GenerationSettings.ForSearch(options, Folder.Generation, choices);
        int[][] tokens = Encode(Tokenizer, sources, nameof(sources));
        int[][] starts = [.. Enumerable.Range(0, tokens.Length).Select(i => Start(settings, tokenizer, prefixes?[i] ?? ""))];
        TokenBatch batch = new([.. tokens.SelectMany(ids => ids)], [.. tokens.Select(ids => ids.Length)]);
        return Search(batch, starts, settings, tokenizer, choices, cancellationToken);
    }

    /// <summary>The best targets for each of several sources, as tokens.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, IReadOnlyList{string}?, CancellationToken)"/>
    /// <param name="sources">T tokens in B sources, end tokens included where the model was trained with them.</param>
    /// <param name="options">Beams, limits, penalties, how many to return; null for the model's own.</param>
    /// <param name="prefixes">[B] the tokens with which each target is to begin, after its start token; null for none.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public GeneratedSequence[][] Search(
        in TokenBatch sources,
        GenerationOptions? options = null,
        IReadOnlyList<int[]>? prefixes = null,
        CancellationToken cancellationToken = default)
    {
        CheckCount("prefixes", prefixes, sources.SequenceCount);
        GenerationSettings settings = GenerationSettings.ForSearch(options, Folder.Generation, VocabularyCount);
        int start = StartToken(settings);
        int[][] starts = [.. Enumerable.Range(0, sources.SequenceCount).Select(i => (int[])[start, .. prefixes?[i] ?? []])];
        return Search(sources, starts, settings, null, VocabularyCount, cancellationToken);
    }

    private GeneratedSequence[][] Search(
        in TokenBatch sources,
        int[][] starts,
        GenerationSettings settings,
        ITokenizer? tokenizer,
        int choices,
        CancellationToken cancellationToken)
    {
        SequenceSearch search = new(settings, tokenizer, unseen: 1);
        using EncoderDecoderSession session = CreateSession(sources, sink: null, cancellationToken);
        return search.Run(session, starts, choices, cancellationToken);
    }

    private TextRun Begin(IDecoderSession session, GenerationOptions? options, string prefix)
    {
        ITokenizer tokenizer = TargetTokenizer;
        int choices = Math.Min(VocabularyCount, tokenizer.VocabularySize);
        GenerationSettings settings = GenerationSettings.Resolve(options, Folder.Generation, choices);
        int[] start = Start(settings, tokenizer, prefix);
        return new TextRun(
            new TokenRun(session, settings, start, choices), StreamingText.Follow(tokenizer, start.AsSpan(1)), settings.StopStrings);
    }

    /// <summary>The start token and what follows it before the first choice.</summary>
    private static int[] Start(GenerationSettings settings, ITokenizer tokenizer, string prefix)
    {
        int start = StartToken(settings);
        return prefix.Length == 0 ? [start] : [start, .. tokenizer.Encode(prefix, s_withoutSpecialTokens).Ids];
    }

    private static int StartToken(GenerationSettings settings) => settings.DecoderStartToken ?? throw new ArgumentException(
        "nothing says which token begins a target; set GenerationOptions.DecoderStartToken, or keep the model's generation_config.json "
        + "beside it");

    private static int[][] Encode(ITokenizer tokenizer, IReadOnlyList<string> texts, string name)
    {
        TokenizerOutput encoded = new();
        int[][] tokens = new int[texts.Count][];
        for (int i = 0; i < tokens.Length; i++)
        {
            string text = texts[i] ?? throw new ArgumentException($"{name}[{i}] is null; leave it out, or pass an empty string");
            tokenizer.Encode(text, encoded);
            tokens[i] = encoded.Ids.ToArray();
        }

        return tokens;
    }

    /// <summary>Refuses targets that have no token, or are not as many as the sources.</summary>
    internal static void CheckTargets(in TokenBatch targets, int sources)
    {
        if (targets.SequenceCount != sources || targets.SequenceLengths.Contains(0))
        {
            throw new ArgumentException(
                $"there are {sources} sources and {targets.SequenceCount} targets, {targets.SequenceLengths.Count(0)} of them empty; "
                + "each source needs a target of at least its start token");
        }
    }

    private static void CheckCount<T>(string name, IReadOnlyList<T>? given, int sources)
    {
        if (given is not null && given.Count != sources)
        {
            throw new ArgumentException($"there are {sources} sources but {given.Count} {name}; give one for each");
        }
    }
}
