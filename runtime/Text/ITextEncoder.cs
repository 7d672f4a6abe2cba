using System;

namespace Transformers.Generated.Text;

/// <summary>The part of a tokenizer that differs between algorithms: one text to tokens, without special tokens around it.</summary>
internal interface ITextEncoder
{
    /// <summary>Adds the tokens of <paramref name="text"/>; may stop once <paramref name="target"/> is full.</summary>
    void EncodeText(ReadOnlySpan<char> text, in EncodeTarget target);
}
