using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>The best continuations of prompts, by beam search.</content>
public abstract partial class DecoderModel
{
    /// <summary>The best continuations of each of several prompts, all in one step for each token.</summary>
    /// <param name="prompts">[B] texts.</param>
    /// <param name="options">Beams, limits, penalties, how many to return. What they leave open, or all where they are null, is as the
    /// model's <c>generation_config.json</c> says. With one beam each prompt is continued as by <see cref="Generate"/>, sampling
    /// included.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each prompt its continuations, best first: <see cref="GenerationOptions.ReturnCount"/> of them, or fewer where the
    /// options leave no more. None depends on the other prompts.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or a prompt does not fit the
    /// context.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, the options forbid every token, or a logit is not a
    /// number.</exception>
    public GeneratedSequence[][] Search(
        IReadOnlyList<string> prompts, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ITokenizer tokenizer = Tokenizer;
        int choices = Math.Min(Definition.VocabularySize, tokenizer.VocabularySize);
        GenerationSettings settings = GenerationSettings.ForSearch(options, Folder.Generation, choices);
        int? begin = settings.BosToken ?? tokenizer.SpecialTokens.Bos;
        int[][] tokens = [.. prompts.Select(Encode)];
        return Search(tokens, settings, tokenizer, choices, cancellationToken);

        int[] Encode(string? prompt, int index)
        {
            string text = prompt ?? throw new ArgumentException($"prompts[{index}] is null; leave it out, or pass an empty string");
            TokenizerOutput encoded = tokenizer.Encode(text);
            return encoded.Count > 0 ? encoded.Ids.ToArray() : begin is { } bos ? [bos] : [];
        }
    }

    /// <summary>The best continuations of each of several prompts, as tokens.</summary>
    /// <inheritdoc cref="Search(IReadOnlyList{string}, GenerationOptions?, CancellationToken)"/>
    /// <param name="prompts">T tokens in B prompts, none of them empty; positions count on.</param>
    /// <param name="options">Beams, limits, penalties, how many to return; null for the model's own.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public GeneratedSequence[][] Search(
        in TokenBatch prompts, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Check(prompts);
        if (!prompts.Positions.IsEmpty)
        {
            throw new ArgumentException("the prompts have positions of their own; what is searched counts on from 0: leave them out");
        }

        int choices = Definition.VocabularySize;
        GenerationSettings settings = GenerationSettings.ForSearch(options, Folder.Generation, choices);
        return Search(prompts.ToArrays(), settings, null, choices, cancellationToken);
    }

    private GeneratedSequence[][] Search(
        int[][] prompts, GenerationSettings settings, ITokenizer? tokenizer, int choices, CancellationToken cancellationToken)
    {
        SequenceSearch search = new(settings, tokenizer, unseen: 0);
        using DecoderBeams session = new(this, prompts.Length);
        return search.Run(session, prompts, choices, cancellationToken);
    }
}
