namespace Transformers.Generated.Text;

/// <summary>Which blanks a decoder takes off again that encoding put before a text.</summary>
internal enum BlankRule
{
    /// <summary>None.</summary>
    KeepAll,

    /// <summary>A given number, at the text's beginning (<c>Strip</c>).</summary>
    StripText,

    /// <summary>Every one in the first token (<c>Metaspace</c>).</summary>
    DropInFirstToken,

    /// <summary>The first of each token as long as there is no text (SentencePiece).</summary>
    DropBeforeText,
}
