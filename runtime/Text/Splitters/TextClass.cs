namespace Transformers.Generated.Text;

/// <summary>The classes of code points that the regular expressions of byte-level tokenizers know.</summary>
internal enum TextClass : byte
{
    /// <summary>None of the others: punctuation, symbols, marks, controls.</summary>
    Other,

    /// <summary><c>\p{L}</c>.</summary>
    Letter,

    /// <summary><c>\p{N}</c>.</summary>
    Number,

    /// <summary><c>\s</c>.</summary>
    WhiteSpace,
}
