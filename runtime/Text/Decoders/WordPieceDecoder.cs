using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Joins tokens to text: continuing ones without, others with a blank before them, and blanks before punctuation removed if asked.
/// </summary>
internal sealed class WordPieceDecoder : TokenDecoder
{
    /// <summary>What the clean-up replaces within one token and the blank before it, in this order; as in Hugging Face's decoder.</summary>
    private static readonly (string From, string To)[] s_cleanup =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"),
        (" 've", "'ve"), (" 're", "'re"),
    ];

    private readonly string _prefix;
    private readonly bool _cleanup;

    /// <param name="prefix">What a continuing token begins with.</param>
    /// <param name="cleanup">Whether blanks before punctuation are removed.</param>
    public WordPieceDecoder(string prefix, bool cleanup)
    {
        _prefix = prefix;
        _cleanup = cleanup;
    }

    public override void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text)
    {
        bool isFirst = state.AtFirstToken;
        state.AtFirstToken = false;
        if (!isFirst && token.StartsWith(_prefix))
        {
            AppendClean(token[_prefix.Length..].ToString(), text);
        }
        else
        {
            AppendClean(isFirst ? token.ToString() : $" {token}", text);
        }
    }

    private void AppendClean(string piece, DecodedText text)
    {
        if (_cleanup && piece.Contains(' '))
        {
            foreach ((string from, string to) in s_cleanup)
            {
                piece = piece.Replace(from, to, StringComparison.Ordinal);
            }
        }

        text.Append(piece);
    }
}
