namespace Transformers.Generated.Text;

/// <summary>Where the tokens of one text go.</summary>
/// <param name="Output">The list they are added to.</param>
/// <param name="TypeId">Their segment.</param>
/// <param name="TextIndex">Which of the texts they are of.</param>
/// <param name="EnoughCount">Once the list has this many tokens, more are not needed.</param>
internal readonly record struct EncodeTarget(TokenizerOutput Output, int TypeId, sbyte TextIndex, int EnoughCount)
{
    public bool IsFull => Output.Count >= EnoughCount;

    public void Add(int id, int start, int end) => Output.Add(id, start, end, TypeId, TextIndex);
}
