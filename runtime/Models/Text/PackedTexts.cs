using System;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>
/// The tokens of several texts, one text after the other as models take them. Reused: in steady state it allocates nothing.
/// </summary>
internal sealed class PackedTexts
{
    private const int KeptTokens = 65_536;
    private const int KeptLength = 1 << 20; // UTF-16 units: tokenizers keep scratch for the whole text

    private int[] _ids = [];
    private int[] _tokenTypes = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private sbyte[] _textIndices = [];
    private int[] _lengths = [];
    private int[] _masks = [];
    private EncodeOptions _truncating = EncodeOptions.Default;

    /// <summary>Tokens of the text that was tokenized last.</summary>
    public TokenizerOutput Output { get; } = new();

    /// <summary>Number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>Number of tokens of all texts.</summary>
    public int TokenCount { get; private set; }

    /// <summary>
    /// Indices of the tokens that are masks, among the tokens of all texts; kept where <see cref="Append"/> is told the mask's id.
    /// </summary>
    public ReadOnlySpan<int> Masks => _masks.AsSpan(0, MaskCount);

    /// <summary>Number of masks of all texts.</summary>
    public int MaskCount { get; private set; }

    /// <summary>Number of tokens of each text.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>Whether it is small enough to be kept after one unusual text.</summary>
    public bool IsWorthKeeping { get; private set; } = true;

    /// <summary>Removes all texts and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        TokenCount = 0;
        MaskCount = 0;
    }

    /// <summary>Tokenizes one text or pair into <see cref="Output"/>.</summary>
    public void Tokenize(ITokenizer tokenizer, in TextInput text, int? maxLength)
    {
        EncodeOptions options = maxLength is { } length ? Truncating(length) : EncodeOptions.Default;
        if (text.IsPair)
        {
            tokenizer.EncodePair(text.First, text.Second, Output, options);
        }
        else
        {
            tokenizer.Encode(text.First, Output, options);
        }

        IsWorthKeeping &= Output.Count <= KeptTokens && text.First.Length <= KeptLength && text.Second.Length <= KeptLength;
    }

    /// <summary>One token, by its index among the tokens of all texts.</summary>
    public Token TokenAt(int index) => new(_ids[index], _starts[index], _ends[index], _tokenTypes[index], _textIndices[index]);

    /// <summary>Adds the tokens of <see cref="Output"/> as the next text, and notes its masks if their id is given.</summary>
    public void Append(int? mask)
    {
        int end = checked(TokenCount + Output.Count);
        Reserve(ref _ids, end);
        Reserve(ref _tokenTypes, end);
        Reserve(ref _starts, end);
        Reserve(ref _ends, end);
        Reserve(ref _textIndices, end);
        Reserve(ref _lengths, Count + 1);
        Output.Ids.CopyTo(_ids.AsSpan(TokenCount));
        Output.TypeIds.CopyTo(_tokenTypes.AsSpan(TokenCount));
        Output.Starts.CopyTo(_starts.AsSpan(TokenCount));
        Output.Ends.CopyTo(_ends.AsSpan(TokenCount));
        Output.TextIndices.CopyTo(_textIndices.AsSpan(TokenCount));
        if (mask is { } id)
        {
            AppendMasks(id);
        }

        _lengths[Count++] = Output.Count;
        TokenCount = end;
    }

    /// <summary>The texts as a batch. A model without token types gets none.</summary>
    public TokenBatch Batch(bool hasTokenTypes) => new(
        _ids.AsSpan(0, TokenCount), _lengths.AsSpan(0, Count), hasTokenTypes ? _tokenTypes.AsSpan(0, TokenCount) : default);

    private void AppendMasks(int id)
    {
        for (int index = 0; index < Output.Count; index++)
        {
            if (Output.Ids[index] == id)
            {
                Reserve(ref _masks, MaskCount + 1);
                _masks[MaskCount++] = TokenCount + index;
            }
        }
    }

    private static void Reserve<T>(ref T[] values, int count)
    {
        if (values.Length < count)
        {
            Array.Resize(ref values, Math.Max(count, checked(values.Length * 2)));
        }
    }

    private EncodeOptions Truncating(int length) =>
        _truncating.MaxLength == length ? _truncating : _truncating = new EncodeOptions { MaxLength = length };
}
