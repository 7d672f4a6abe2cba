using System;

namespace Transformers.Generated.Text;

/// <summary>Turns the tokens of a growing text into characters, one token at a time.</summary>
internal interface IStreamingDecoder
{
    /// <summary>Takes the next token.</summary>
    /// <returns>The text that is certain now and was not before: whole characters, often none. Valid until the next call.</returns>
    ReadOnlySpan<char> Add(int id);

    /// <summary>Ends the text.</summary>
    /// <returns>What was not certain before, with U+FFFD for incomplete characters. Valid until the next call.</returns>
    ReadOnlySpan<char> Complete();
}
