using System;
using Transformers.Generated.Text;

namespace Transformers.Generated.Generation;

/// <summary>The text of one generation: its tokens through the decoder of text and the stop strings.</summary>
internal sealed class TextRow
{
    private readonly IStreamingDecoder? _decoder;
    private readonly StopFilter _filter;

    /// <param name="tokens">The tokens.</param>
    /// <param name="decoder">Makes text of them; null where none is wanted.</param>
    /// <param name="stopStrings">What ends the text.</param>
    public TextRow(TokenRow tokens, IStreamingDecoder? decoder, string[] stopStrings)
    {
        Tokens = tokens;
        _decoder = decoder;
        _filter = new StopFilter(stopStrings);
    }

    public TokenRow Tokens { get; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public FinishReason? Finish => _filter.Found is null ? Tokens.Finish : FinishReason.StopString;

    /// <summary>The stop string that ended it; else null.</summary>
    public string? StopString => _filter.Found;

    /// <summary>The text that is certain: all of it once there is an end.</summary>
    public ReadOnlySpan<char> Text => _filter.Text;

    /// <summary>Takes the token that was chosen last.</summary>
    /// <returns>Whether it goes on.</returns>
    public bool Accept(int token)
    {
        if (_decoder is not null && Tokens.Finish != FinishReason.StopToken)
        {
            _filter.Append(_decoder.Add(token));
        }

        if (_decoder is not null && Tokens.Finish is not null)
        {
            _filter.Append(_decoder.Complete());
        }

        if (Finish is null)
        {
            return true;
        }

        _filter.End();
        return false;
    }

    /// <summary>The text that became certain since the last call. Valid until <see cref="Accept"/>.</summary>
    public ReadOnlySpan<char> Release() => _filter.Release();
}
