namespace Transformers.Generated.Text;

/// <summary>How far a decoder has come with one text.</summary>
internal sealed class DecoderState
{
    /// <summary>Whether no token came yet.</summary>
    public bool AtFirstToken { get; set; } = true;

    /// <summary>How many blanks the decoder has taken off the text's beginning; -1 once there is text.</summary>
    public int LeadingBlanks { get; set; }

    /// <summary>Whether a blank is due before the next token.</summary>
    public bool OwesBlank { get; set; }

    /// <summary>Bytes of a character that is not complete yet.</summary>
    public Utf8Assembler Bytes { get; } = new();

    public void Reset()
    {
        AtFirstToken = true;
        LeadingBlanks = 0;
        OwesBlank = false;
        Bytes.Clear();
    }
}
