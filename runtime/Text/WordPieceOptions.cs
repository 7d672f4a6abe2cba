namespace Transformers.Generated.Text;

/// <summary>What a <c>vocab.txt</c> does not say about its tokenizer (most of it stands in <c>tokenizer_config.json</c>).</summary>
public sealed record WordPieceOptions
{
    /// <summary>
    /// Whether text is lowercased (<c>do_lower_case</c>): true for an uncased vocabulary. A wrong value gives wrong ids, so there is no
    /// default.
    /// </summary>
    public required bool Lowercase { get; init; }

    /// <summary>Whether accents are removed (<c>strip_accents</c>); null does so exactly when <see cref="Lowercase"/> is true.</summary>
    public bool? StripAccents { get; init; }

    /// <summary>Whether each ideograph is a word of its own (<c>tokenize_chinese_chars</c>).</summary>
    public bool SplitIdeographs { get; init; } = true;

    /// <summary>Whether control characters are removed and all white space counts as blanks (<c>clean_text</c>).</summary>
    public bool CleanText { get; init; } = true;

    /// <summary>What a token begins with that does not begin a word.</summary>
    public string ContinuationPrefix { get; init; } = "##";

    /// <summary>A word of more characters (code points) becomes the unknown token.</summary>
    public int MaxWordLength { get; init; } = 100;

    /// <summary>The token for a word that cannot be spelled (<c>unk_token</c>).</summary>
    public string UnknownToken { get; init; } = "[UNK]";

    /// <summary>The token at the beginning (<c>cls_token</c>).</summary>
    public string ClsToken { get; init; } = "[CLS]";

    /// <summary>The token after each text (<c>sep_token</c>).</summary>
    public string SepToken { get; init; } = "[SEP]";

    /// <summary>The token that fills up a batch (<c>pad_token</c>); may be missing from the vocabulary.</summary>
    public string PadToken { get; init; } = "[PAD]";

    /// <summary>The token for a blank to be filled in (<c>mask_token</c>); may be missing from the vocabulary.</summary>
    public string MaskToken { get; init; } = "[MASK]";
}
