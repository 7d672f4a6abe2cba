using System;
using System.Collections.Generic;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>Makes candidates of the logits of each text's masks.</summary>
internal readonly ref struct MaskReceiver : IRowReceiver
{
    private readonly ITokenizer _tokenizer;
    private readonly int _topK;
    private readonly ReadOnlySpan<char> _text;
    private readonly TextList? _texts;

    public MaskReceiver(ITokenizer tokenizer, int topK, IReadOnlyList<IReadOnlyList<MaskCandidate>>[] results, ReadOnlySpan<char> text)
    {
        _tokenizer = tokenizer;
        _topK = topK;
        _text = text;
        Results = results;
    }

    public MaskReceiver(ITokenizer tokenizer, int topK, IReadOnlyList<IReadOnlyList<MaskCandidate>>[] results, TextList texts)
        : this(tokenizer, topK, results, default(ReadOnlySpan<char>)) => _texts = texts;

    /// <summary>For each text, for each of its masks, the candidates.</summary>
    public IReadOnlyList<IReadOnlyList<MaskCandidate>>[] Results { get; }

    /// <summary>Whether a text with several masks is an error.</summary>
    public bool OneMask { get; init; }

    public void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns)
    {
        int begin = 0;
        int row = 0;
        for (int index = 0; index < packed.Count; index++)
        {
            ReadOnlySpan<char> text = _texts is { } texts ? texts[firstText + index].First : _text;
            int end = begin + packed.Lengths[index];
            List<IReadOnlyList<MaskCandidate>> masks = [];
            for (; row < packed.MaskCount && packed.Masks[row] < end; row++)
            {
                masks.Add(FindCandidates(text, packed, begin, packed.Masks[row], rows.Slice(row * columns, columns)));
            }

            if (OneMask && masks.Count != 1)
            {
                string which = _texts is null ? "the text" : $"text {firstText + index}";
                throw new ArgumentException($"{which} has {masks.Count} masks; FillMask fills one, FillMasks gives candidates for each");
            }

            Results[firstText + index] = masks;
            begin = end;
        }
    }

    /// <summary>The best candidates for one mask. Rows of the table that the tokenizer has no token for are no candidates.</summary>
    private MaskCandidate[] FindCandidates(ReadOnlySpan<char> text, PackedTexts packed, int begin, int mask, Span<float> logits)
    {
        int[] best = new int[_topK];
        ScoreMath.FindLargest(logits[.._tokenizer.VocabularySize], best);
        ScoreMath.Softmax(logits);
        MaskCandidate[] candidates = new MaskCandidate[_topK];
        for (int rank = 0; rank < _topK; rank++)
        {
            int id = best[rank];
            candidates[rank] = new MaskCandidate(_tokenizer.GetToken(id), id, logits[id], FillIn(text, packed, begin, mask, id));
        }

        return candidates;
    }

    /// <summary>Puts a token in the place of a mask, glued to what stands before if the tokenizer decodes it so.</summary>
    private string FillIn(ReadOnlySpan<char> text, PackedTexts packed, int begin, int mask, int id)
    {
        Token place = packed.TokenAt(mask);
        string word = _tokenizer.Decode([id], skipSpecialTokens: false);
        ReadOnlySpan<char> before = text[..place.Start];
        if (mask > begin && !packed.TokenAt(mask - 1).IsSpecial)
        {
            int previous = packed.TokenAt(mask - 1).Id;
            string alone = _tokenizer.Decode([previous], skipSpecialTokens: false);
            string joined = _tokenizer.Decode([previous, id], skipSpecialTokens: false);
            if (joined.StartsWith(alone, StringComparison.Ordinal) && joined.Length > alone.Length && !char.IsWhiteSpace(joined[alone.Length]))
            {
                return string.Concat(before.TrimEnd(), joined.AsSpan(alone.Length), text[place.End..]);
            }
        }

        // Some mask tokens (RoBERTa's) take the blank before them along.
        bool takesBlank = place.Start < place.End && char.IsWhiteSpace(text[place.Start]);
        return $"{before}{(takesBlank ? " " : "")}{word.AsSpan().Trim()}{text[place.End..]}";
    }
}
