using System;

namespace Transformers.Generated.Text;

/// <summary>Chooses how the text of a tokenizer is streamed.</summary>
internal static class StreamingText
{
    /// <summary>A decoder of the text that follows some tokens.</summary>
    public static IStreamingDecoder Follow(ITokenizer tokenizer, ReadOnlySpan<int> prompt)
    {
        if (tokenizer is not PipelineTokenizer)
        {
            return new WindowDecoder(tokenizer, prompt);
        }

        StreamingDetokenizer decoder = new(tokenizer);
        decoder.Follow(prompt);
        return decoder;
    }
}
