using System.Linq;
using Transformers.Generated;

namespace Model.Tests;

/// <summary>A batch that outlives a method call: <see cref="TokenBatch"/> is a ref struct.</summary>
internal sealed record Tokens(int[] TokenIds, int[] Lengths, int[]? Types = null, int[]? Positions = null)
{
    public TokenBatch Batch => new(TokenIds, Lengths, Types, Positions);

    public int[] AllTokens => [.. Enumerable.Range(0, TokenIds.Length)];
}
