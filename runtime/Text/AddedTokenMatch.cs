namespace Transformers.Generated.Text;

/// <summary>An added token found in a text, from <paramref name="Start"/> to <paramref name="End"/> (exclusive).</summary>
internal readonly record struct AddedTokenMatch(int Id, int Start, int End);
