using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>How a model is loaded and run.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// Threads that share one forward pass. Default 0: as many as the process may use, container limits respected. At most 64. Results do
    /// not depend on it.
    /// </summary>
    public int ThreadCount { get; init; }

    /// <summary>
    /// Most tokens, sequences or rows of a head in one batch. A larger batch is refused before anything is allocated for it. Default
    /// 65,536.
    /// </summary>
    public int MaxTokens { get; init; } = 65_536;

    /// <summary>Which kernels run. Default: the fastest the processor has. Forcing another is for tests and comparisons.</summary>
    public InstructionSet InstructionSet { get; init; }

    /// <summary>Turns text into tokens. Default null: the tokenizer in the model's folder, loaded when a text is first given.</summary>
    public ITokenizer? Tokenizer { get; init; }

    /// <summary>
    /// Turns tokens of an encoder-decoder's targets into text, where that is not <see cref="Tokenizer"/>. Default null: as the model's
    /// folder has it.
    /// </summary>
    public ITokenizer? TargetTokenizer { get; init; }
}
