using System;

namespace Transformers.Generated;

/// <summary>How a model reads text. Immutable: keep one and pass it to every call.</summary>
public record TextOptions
{
    private readonly int? _maxTokens;
    private readonly int _batchTokens = 2_048;

    /// <summary>
    /// Whether a text that is too long is cut at its end (of a pair: the longer text first). Default false: it is an error.
    /// </summary>
    public bool Truncate { get; init; }

    /// <summary>Most tokens of one text or pair, special tokens included. Default null: the model's ContextLength.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxTokens
    {
        get => _maxTokens;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MaxTokens));
            _maxTokens = value;
        }
    }

    /// <summary>
    /// Many texts are computed in batches; a batch is closed once it has this many tokens. Default 2,048. More costs memory and time to
    /// cancel, fewer cost speed. Results do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchTokens
    {
        get => _batchTokens;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchTokens));
            _batchTokens = value;
        }
    }

    internal static TextOptions Default { get; } = new();
}
