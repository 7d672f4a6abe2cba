using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Merges listed one by one (<c>merges</c> of a <c>tokenizer.json</c>, <c>merges.txt</c>); the order is the rank.</summary>
internal sealed class PairMerges : IMergeRules
{
    private readonly PairTable _ranks;
    private readonly List<int> _ids = [];
    private readonly TokenizerSource _source;
    private readonly TokenTable _tokens;
    private readonly char[] _buffer = new char[TokenTable.MaxTokenLength * 2];

    /// <param name="source">The file with the merges.</param>
    /// <param name="tokens">The vocabulary, complete.</param>
    public PairMerges(TokenizerSource source, TokenTable tokens)
    {
        _source = source;
        _tokens = tokens;
        _ranks = new PairTable(source);
    }

    public int Count => _ids.Count;

    /// <summary>Adds the next merge; a pair that appears twice has its last rank.</summary>
    public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int leftId = Require(left);
        int rightId = Require(right);
        left.CopyTo(_buffer);
        right.CopyTo(_buffer.AsSpan(left.Length));
        int id = Require(_buffer.AsSpan(0, left.Length + right.Length));
        _ranks.Set(leftId, rightId, _ids.Count);
        _ids.Add(id);
    }

    public bool TryFind(int left, int right, ReadOnlySpan<char> text, out Merge merge)
    {
        int rank = left < 0 || right < 0 ? -1 : _ranks.Find(left, right);
        merge = rank < 0 ? default : new Merge(rank, _ids[rank]);
        return rank >= 0;
    }

    private int Require(ReadOnlySpan<char> token)
    {
        int id = token.IsEmpty ? -1 : _tokens.Find(token);
        return id >= 0
            ? id
            : throw _source.Error(
                $"merge {Count}", token.ToString(), "must be in the vocabulary, as both parts of a merge and their whole",
                "Use the merges and the vocabulary that belong together.");
    }
}
