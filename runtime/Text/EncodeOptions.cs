using System;

namespace Transformers.Generated.Text;

/// <summary>What to do besides splitting text into tokens. Immutable: keep one and pass it to every call.</summary>
public sealed record EncodeOptions
{
    private readonly int? _maxLength;

    /// <summary>Special tokens added, nothing truncated.</summary>
    public static EncodeOptions Default { get; } = new();

    /// <summary>
    /// Whether the model's special tokens are put around the text, such as <c>[CLS]</c> and <c>[SEP]</c>. True unless changed.
    /// </summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The most tokens wanted, special ones included; null (the default) never truncates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxLength
    {
        get => _maxLength;
        init
        {
            if (value < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "MaxLength must be 0 or more; leave it null to keep every token.");
            }

            _maxLength = value;
        }
    }

    /// <summary>Which text is truncated when <see cref="MaxLength"/> is exceeded.</summary>
    public TruncationStrategy Truncation { get; init; } = TruncationStrategy.LongestFirst;
}
