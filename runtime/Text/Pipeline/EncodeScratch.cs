namespace Transformers.Generated.Text;

/// <summary>What encoding needs besides its output, kept with it so that it is reused and belongs to one thread.</summary>
internal sealed class EncodeScratch
{
    /// <summary>The piece between two added tokens, normalised.</summary>
    public NormalizedText Normalized { get; set; } = new();

    /// <summary>The other buffer while normalising in several steps.</summary>
    public NormalizedText Unfinished { get; set; } = new();

    /// <summary>The characters that may still compose.</summary>
    public CompositionBuffer Composition { get; } = new();

    /// <summary>The piece with a blank put before it or its blanks spelled otherwise.</summary>
    public NormalizedText Respelled { get; } = new();

    /// <summary>A word as a text of its own.</summary>
    public NormalizedText Word { get; } = new();

    /// <summary>The word in byte letters.</summary>
    public NormalizedText Letters { get; } = new();

    /// <summary>The symbols of the word that byte pair encoding works on.</summary>
    public SymbolList Symbols { get; } = new();

    /// <summary>The best ways through the piece that the unigram model works on.</summary>
    public BestPaths Paths { get; } = new();
}
