using System;

namespace Transformers.Generated.Text;

/// <summary>Brings text into the form that a model's tokens are spelled in.</summary>
internal interface ITextNormalizer
{
    /// <summary>
    /// The normal form of <c>text[start..end]</c>, with places relative to <paramref name="text"/>; one of the buffers of
    /// <paramref name="scratch"/>, valid until the next call.
    /// </summary>
    NormalizedText Normalize(ReadOnlySpan<char> text, int start, int end, EncodeScratch scratch);
}
