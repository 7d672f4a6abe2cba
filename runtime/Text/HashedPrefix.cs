namespace Transformers.Generated.Text;

/// <summary>
/// The beginning that tokens of one kind share, such as <c>##</c>, with the state of <see cref="TokenTable"/>'s hash after it.
/// </summary>
internal readonly record struct HashedPrefix(string Text, ulong State)
{
    public static HashedPrefix None { get; } = new(string.Empty, 0);
}
