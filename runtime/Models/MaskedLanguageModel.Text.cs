using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>Filling blanks in text.</content>
public abstract partial class MaskedLanguageModel
{
    /// <summary>Finds the tokens most likely to stand in place of the one mask in a text, such as "Paris is the [MASK] of France."</summary>
    /// <param name="text">A text with one mask, spelled as the tokenizer's mask token.</param>
    /// <param name="topK">How many candidates, 1 to VocabularySize.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The candidates, most likely first.</returns>
    /// <exception cref="ArgumentException">The text has no mask or several, or too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, or the tokenizer no mask token.</exception>
    public IReadOnlyList<MaskCandidate> FillMask(string text, int topK = 5, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<IReadOnlyList<MaskCandidate>> masks = FillMasks(text, topK, options, cancellationToken);
        return masks.Count == 1
            ? masks[0]
            : throw new ArgumentException($"the text has {masks.Count} masks; FillMask fills one, FillMasks gives candidates for each", nameof(text));
    }

    /// <summary>Finds the tokens most likely to stand in place of each mask in a text; what stands in the other masks is left open.</summary>
    /// <param name="text">A text with masks, spelled as the tokenizer's mask token.</param>
    /// <param name="topK">How many candidates for each, 1 to VocabularySize.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each mask, in order, the candidates, most likely first.</returns>
    /// <exception cref="ArgumentException">The text has no mask, or too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, or the tokenizer no mask token.</exception>
    public IReadOnlyList<IReadOnlyList<MaskCandidate>> FillMasks(
        string text, int topK = 5, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topK, Tokenizer.VocabularySize);
        PackedTexts packed = RentPackedText(new TextInput(text), options ?? TextOptions.Default);
        float[] logits = [];
        try
        {
            int[] masks = FindMasks(packed.Output);
            int columns = Definition.HeadDim;
            logits = ArrayPool<float>.Shared.Rent(checked(masks.Length * columns));
            ComputeLogits(BatchOf(packed), masks, logits.AsSpan(0, masks.Length * columns), cancellationToken);
            IReadOnlyList<MaskCandidate>[] candidates = new IReadOnlyList<MaskCandidate>[masks.Length];
            for (int mask = 0; mask < masks.Length; mask++)
            {
                candidates[mask] = FindCandidates(text, packed.Output, masks[mask], logits.AsSpan(mask * columns, columns), topK);
            }

            return candidates;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(logits);
            ReturnPackedTexts(packed);
        }
    }

    private int[] FindMasks(TokenizerOutput output)
    {
        int id = Tokenizer.SpecialTokens.Mask
            ?? throw new InvalidOperationException("the tokenizer has no mask token; name it as mask_token in tokenizer_config.json");
        List<int> masks = [];
        for (int index = 0; index < output.Count; index++)
        {
            if (output.Ids[index] == id)
            {
                masks.Add(index);
            }
        }

        return masks.Count > 0
            ? [.. masks]
            : throw new ArgumentException(
                $"the text has no mask{(output.Truncated ? " left after truncation" : "")}; write {Tokenizer.GetToken(id)} where a token is to be found");
    }

    /// <summary>The best candidates for one mask. Rows of the table that the tokenizer has no token for are no candidates.</summary>
    private MaskCandidate[] FindCandidates(string text, TokenizerOutput output, int mask, Span<float> logits, int topK)
    {
        int[] best = new int[topK];
        ScoreMath.FindLargest(logits[..Tokenizer.VocabularySize], best);
        ScoreMath.Softmax(logits);
        MaskCandidate[] candidates = new MaskCandidate[topK];
        for (int rank = 0; rank < topK; rank++)
        {
            int id = best[rank];
            candidates[rank] = new MaskCandidate(Tokenizer.GetToken(id), id, logits[id], FillIn(text, output, mask, id));
        }

        return candidates;
    }

    /// <summary>Puts a token in the place of a mask, glued to what stands before if the tokenizer decodes it so.</summary>
    private string FillIn(string text, TokenizerOutput output, int mask, int id)
    {
        Token place = output[mask];
        string word = Tokenizer.Decode([id], skipSpecialTokens: false);
        string before = text[..place.Start];
        if (mask > 0 && !output[mask - 1].IsSpecial)
        {
            int previous = output.Ids[mask - 1];
            string alone = Tokenizer.Decode([previous], skipSpecialTokens: false);
            string joined = Tokenizer.Decode([previous, id], skipSpecialTokens: false);
            if (joined.StartsWith(alone, StringComparison.Ordinal) && joined.Length > alone.Length && !char.IsWhiteSpace(joined[alone.Length]))
            {
                return string.Concat(before.AsSpan().TrimEnd(), joined.AsSpan(alone.Length), text.AsSpan(place.End));
            }
        }

        // Some mask tokens (RoBERTa's) take the blank before them along.
        bool takesBlank = place.Start < place.End && char.IsWhiteSpace(text[place.Start]);
        return $"{before}{(takesBlank ? " " : "")}{word.AsSpan().Trim()}{text.AsSpan(place.End)}";
    }
}
