using System;

namespace Transformers.Generated.Text;

/// <summary>Byte pair encoding of one word: its characters are symbols, and neighbours merge by rank until no rule applies.</summary>
internal sealed class BytePairStage : PieceStage
{
    private readonly TokenTable _tokens;
    private readonly IMergeRules _rules;
    private readonly UnknownSpelling _unknown;
    private readonly string _wordEnd;
    private readonly bool _prefersWholeWords;
    private readonly TokenTable? _frozen;
    private readonly int[] _basic = new int[ByteAlphabet.LetterCount]; // the id of each character below this, -1 for none

    /// <param name="tokens">The vocabulary.</param>
    /// <param name="rules">Which symbols merge.</param>
    /// <param name="unknown">What becomes of characters that are not in the vocabulary.</param>
    /// <param name="wordEnd">What the last symbol of a word ends with in the vocabulary (<c>end_of_word_suffix</c>); empty for nothing.</param>
    /// <param name="prefersWholeWords">Whether a word that is a token stays whole even if no merges lead to it (<c>ignore_merges</c>).</param>
    /// <param name="frozen">Those of the tokens that are never merged with others; null for none.</param>
    public BytePairStage(
        TokenTable tokens, IMergeRules rules, UnknownSpelling unknown, string wordEnd = "", bool prefersWholeWords = false, TokenTable? frozen = null)
    {
        _tokens = tokens;
        _rules = rules;
        _unknown = unknown;
        _wordEnd = wordEnd;
        _prefersWholeWords = prefersWholeWords;
        _frozen = frozen;
        for (int unit = 0; unit < _basic.Length; unit++)
        {
            _basic[unit] = tokens.Find([(char)unit]);
        }
    }

    public override bool DependsOnWordAlone => true;

    /// <summary>
    /// This stage, before it one that cuts at blanks if that changes nothing: all tokens lie within one word, and a blank is itself a
    /// token, so that what is unknown ends there.
    /// </summary>
    public PieceStage CutAtBlanks(char blank)
    {
        bool isSame = _wordEnd.Length == 0 && !_prefersWholeWords && !_unknown.Drops
            && _tokens.Find([blank]) >= 0 && BlankSplitter.Fits(_tokens, blank);
        return isSame ? new SplitStage(new BlankSplitter(blank), this) : this;
    }

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> word = piece.Chars;
        int whole = _prefersWholeWords ? _tokens.Find(word) : -1;
        if (whole >= 0)
        {
            target.Add(whole, piece.OriginalStart(0), piece.OriginalEnd(word.Length - 1));
            return;
        }

        SymbolList symbols = target.Output.Scratch.Symbols;
        symbols.Clear();
        AddSymbols(word, symbols);
        symbols.MergeAll(word, _rules);
        AddTokens(piece, symbols, target);
    }

    private void AddSymbols(ReadOnlySpan<char> word, SymbolList symbols)
    {
        for (int i = 0; i < word.Length;)
        {
            int length = 0;
            int frozen = _frozen is null ? -1 : _frozen.FindLongest(HashedPrefix.None, word[i..], out length);
            if (frozen >= 0)
            {
                symbols.Add(frozen, i, i + length, merges: false);
                i += length;
                continue;
            }

            CodePoints.Read(word, i, out length);
            int id = FindCharacter(word.Slice(i, length), isLast: i + length == word.Length);
            if (id >= 0 || !_unknown.Drops)
            {
                symbols.Add(id, i, i + length, merges: true);
            }

            i += length;
        }
    }

    private int FindCharacter(ReadOnlySpan<char> character, bool isLast)
    {
        if (!isLast || _wordEnd.Length == 0)
        {
            return character[0] < _basic.Length ? _basic[character[0]] : _tokens.Find(character);
        }

        Span<char> ending = stackalloc char[2 + TokenTable.MaxTokenLength];
        character.CopyTo(ending);
        _wordEnd.CopyTo(ending[character.Length..]);
        return _tokens.Find(ending[..(character.Length + _wordEnd.Length)]);
    }

    private void AddTokens(in Piece piece, SymbolList symbols, in EncodeTarget target)
    {
        bool afterUnknown = false;
        for (int place = -1; symbols.TryGetNext(ref place, out int id, out int start, out int end);)
        {
            if (id < 0)
            {
                afterUnknown = _unknown.Add(piece, start, end, afterUnknown, target);
                continue;
            }

            target.Add(id, piece.OriginalStart(start), piece.OriginalEnd(end - 1));
            afterUnknown = false;
        }
    }
}
