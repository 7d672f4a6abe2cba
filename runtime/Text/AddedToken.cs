namespace Transformers.Generated.Text;

/// <summary>A token that is recognised in the text itself before it is split into words (an entry of <c>added_tokens</c>).</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
internal sealed record AddedToken(string Content, int Id)
{
    /// <summary>Whether decoding leaves it out on request.</summary>
    public bool Special { get; init; }

    /// <summary>Whether it is searched for at all; a control piece of SentencePiece's is not.</summary>
    public bool Recognized { get; init; } = true;

    /// <summary>Whether it is searched for in the normalised text, by its normalised content, rather than in the original text.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether it counts only where no letter, digit or mark touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes in the white space before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether it takes in the white space after it.</summary>
    public bool StripRight { get; init; }
}
