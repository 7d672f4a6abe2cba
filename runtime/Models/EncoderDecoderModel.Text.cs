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
    /// <inheritdoc cref="DecoderModel.Tokenizer"/>
    public ITokenizer Tokenizer => Folder.Tokenizer;

    /// <summary>The best target for a source: a translation, a summary, an answer.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, CancellationToken)"/>
    /// <param name="source">The text to transduce.</param>
    /// <param name="options">Beams, limits, penalties; null for the model's own.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The target's text.</returns>
    public string Generate(string source, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Search([source], options, cancellationToken)[0][0].Text!;
    }

    /// <summary>The best target for each of several sources, in one batch: nothing is padded, and none depends on the others.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, CancellationToken)"/>
    /// <returns>[B] the targets' texts.</returns>
    public string[] Generate(IReadOnlyList<string> sources, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        [.. Search(sources, options, cancellationToken).Select(found => found[0].Text!)];

    /// <summary>The best targets for each of several sources.</summary>
    /// <param name="sources">[B] texts.</param>
    /// <param name="options">Beams, limits, penalties, how many to return. What they leave open, or all where they are null, is as the model's
    /// <c>generation_config.json</c> says.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each source its targets, best first: <see cref="GenerationOptions.ReturnCount"/> of them, or fewer where the options
    /// leave no more.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or a source does not fit the
    /// context.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, the options forbid every token, or a logit is not a
    /// number.</exception>
    public GeneratedSequence[][] Search(
        IReadOnlyList<string> sources, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ITokenizer tokenizer = Tokenizer;
        TokenizerOutput encoded = new();
        List<int> ids = [];
        int[] lengths = new int[sources.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            string source = sources[i] ?? throw new ArgumentException($"source {i} is null; leave it out, or pass an empty string");
            tokenizer.Encode(source, encoded);
            ids.AddRange(encoded.Ids);
            lengths[i] = encoded.Count;
        }

        GenerationSettings settings = GenerationSettings.Resolve(options, Folder.Generation, Math.Min(VocabularyCount, tokenizer.VocabularySize));
        GeneratedSequence[][] found = Search(new TokenBatch(ids.ToArray(), lengths), settings, cancellationToken);
        return [.. found.Select(each => each.Select(sequence => sequence with { Text = TextOf(tokenizer, sequence) }).ToArray())];
    }

    /// <summary>The best targets for each of several sources, as tokens.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, CancellationToken)"/>
    /// <param name="sources">T tokens in B sources, end tokens included where the model was trained with them.</param>
    /// <param name="options">Beams, limits, penalties, how many to return; null for the model's own.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public GeneratedSequence[][] Search(
        in TokenBatch sources, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Search(sources, GenerationSettings.Resolve(options, Folder.Generation, VocabularyCount), cancellationToken);

    private int VocabularyCount => Definition.HeadOutputDim;

    private GeneratedSequence[][] Search(in TokenBatch sources, GenerationSettings settings, CancellationToken cancellationToken)
    {
        if (settings.DecoderStartToken is not { } start)
        {
            throw new ArgumentException(
                "nothing says which token begins a target; set GenerationOptions.DecoderStartToken, or keep the model's generation_config.json beside it");
        }

        if (settings.Sample || settings.StopStrings.Length > 0)
        {
            throw new ArgumentException(
                "an encoder-decoder searches with beams (one beam: greedily); Sample and StopStrings are for decoders, leave them out");
        }

        using EncoderDecoderSession session = CreateSession(sources, sink: null, cancellationToken);
        int[][] prefixes = [.. Enumerable.Range(0, sources.SequenceCount).Select(_ => new[] { start })];
        Hypothesis[][] found = BeamSearch.Run(session, settings, prefixes, cancellationToken);
        return [.. found.Select(each => each.Select(Result).ToArray())];
    }

    private static GeneratedSequence Result(Hypothesis hypothesis) => new()
    {
        TokenIds = hypothesis.TokenIds,
        LogProbabilities = hypothesis.LogProbabilities,
        Score = hypothesis.Score,
        FinishReason = hypothesis.FinishReason,
    };

    private static string TextOf(ITokenizer tokenizer, GeneratedSequence sequence) =>
        tokenizer.Decode(sequence.TokenIds.Take(sequence.TokenIds.Count - (sequence.FinishReason == FinishReason.StopToken ? 1 : 0)).ToArray());
}
