namespace Transformers.Generated.Text;

/// <summary>Numbers of tokens of the first and the second text.</summary>
internal readonly record struct TextLengths(int First, int Second)
{
    public int Total => First + Second;
}
