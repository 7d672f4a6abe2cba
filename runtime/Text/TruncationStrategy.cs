namespace Transformers.Generated.Text;

/// <summary>
/// Which text gives way when <see cref="EncodeOptions.MaxLength"/> is exceeded. Tokens are always dropped from a text's end.
/// </summary>
public enum TruncationStrategy
{
    /// <summary>The longer text, until both are equally long; then both (<c>longest_first</c>).</summary>
    LongestFirst,

    /// <summary>Only the first text (<c>only_first</c>); an error where that is not enough.</summary>
    OnlyFirst,

    /// <summary>Only the second text (<c>only_second</c>); an error where that is not enough, or without a second text.</summary>
    OnlySecond,
}
