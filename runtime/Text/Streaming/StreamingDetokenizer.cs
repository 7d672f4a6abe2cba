using System;
using System.Buffers;

namespace Transformers.Generated.Text;

/// <summary>
/// Decodes tokens as they are generated: takes ids one by one and gives the text that no later token can change. All its text together is
/// what <see cref="ITokenizer.Decode"/> makes of all ids.
/// </summary>
/// <remarks>
/// A character whose bytes are spread over several tokens comes out whole, with the last of them. For one thread at a time; allocates
/// nothing once its buffer has grown.
/// </remarks>
public sealed class StreamingDetokenizer : IStreamingDecoder
{
    private readonly TokenDecoding _decoding;

    /// <param name="tokenizer">A tokenizer of this library.</param>
    /// <param name="skipSpecialTokens">Whether tokens such as <c>&lt;/s&gt;</c> are left out.</param>
    /// <exception cref="ArgumentException">The tokenizer is not one of this library, so what later tokens may change is not known.</exception>
    public StreamingDetokenizer(ITokenizer tokenizer, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _decoding = tokenizer is PipelineTokenizer known
            ? known.BeginDecoding(skipSpecialTokens)
            : throw new ArgumentException(
                $"{tokenizer.GetType()} does not derive from {nameof(PipelineTokenizer)}, so it is not known which text is certain; call its Decode at the end.",
                nameof(tokenizer));
    }

    /// <summary>
    /// Takes the tokens before the text, such as a prompt's. None of their text comes out; but a blank between them and the text does,
    /// which is left out where a text begins.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public void Follow(ReadOnlySpan<int> ids)
    {
        foreach (int id in ids)
        {
            _decoding.Follow(id);
        }
    }

    /// <summary>Takes the next token; returns the text that has become certain, valid until the next call. Often it is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public ReadOnlySpan<char> Add(int id)
    {
        _decoding.ClearText();
        _decoding.Add(id);
        return _decoding.Text;
    }

    /// <summary>Takes the next token and writes the text that has become certain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public void Add(int id, IBufferWriter<char> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Write(Add(id));
    }

    /// <summary>
    /// Ends the text and returns what was held back, valid until the next call: an incomplete character as U+FFFD. The next token begins a
    /// new text.
    /// </summary>
    public ReadOnlySpan<char> Complete()
    {
        _decoding.ClearText();
        _decoding.Finish();
        ReadOnlySpan<char> rest = _decoding.Text;
        _decoding.Reset();
        return rest; // the memory is kept, and nothing is written to it before the next call
    }

    /// <summary>Forgets what was held back; the next token begins a new text.</summary>
    public void Reset() => _decoding.Reset();
}
