using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>
/// Joins tokens to text: continuing ones without, others with a blank before them, and blanks before punctuation removed if asked.
/// </summary>
internal sealed class WordPieceDecoder
{
    /// <summary>What the clean-up replaces within one token and the blank before it, in this order; as in Hugging Face's decoder.</summary>
    private static readonly (string From, string To)[] s_cleanup =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"),
        (" 've", "'ve"), (" 're", "'re"),
    ];

    private readonly string _prefix;
    private readonly bool _joinContinuations;
    private readonly bool _cleanup;

    private WordPieceDecoder(string prefix, bool joinContinuations, bool cleanup)
    {
        _prefix = prefix;
        _joinContinuations = joinContinuations;
        _cleanup = cleanup;
    }

    /// <summary>Every token follows a blank, continuing ones with their prefix: what a file without a decoder asks for.</summary>
    public static WordPieceDecoder Blanks { get; } = new(string.Empty, joinContinuations: false, cleanup: false);

    public static WordPieceDecoder Joining(string prefix, bool cleanup) => new(prefix, joinContinuations: true, cleanup);

    /// <summary>Appends one token's text.</summary>
    public void Append(ReadOnlySpan<char> token, bool isFirst, StringBuilder text)
    {
        if (!isFirst && _joinContinuations && token.StartsWith(_prefix))
        {
            AppendClean(token[_prefix.Length..].ToString(), text);
        }
        else
        {
            AppendClean(isFirst ? token.ToString() : $" {token}", text);
        }
    }

    private void AppendClean(string piece, StringBuilder text)
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
