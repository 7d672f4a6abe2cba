namespace Transformers.Generated;

/// <summary>A piece of generated text, given out as soon as it is certain.</summary>
/// <param name="Text">
/// The text that follows the pieces before: whole characters, and never the beginning of a stop string that later completes. Only the last
/// piece may be empty. All pieces together are <see cref="GenerationResult.Text"/>.
/// </param>
/// <param name="Result">In the last piece the whole generation; before, null.</param>
public readonly record struct GeneratedText(string Text, GenerationResult? Result)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
