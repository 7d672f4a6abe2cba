using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>Finds every piece that a text begins with, in one pass over the text.</summary>
internal sealed class PieceTrie
{
    private const int MaxNodes = 1 << 24; // the largest vocabulary published has about a million

    private readonly TokenizerSource _source;
    private readonly PairTable _children;
    private int[] _ids = [-1];
    private int _nodeCount = 1;

    /// <param name="source">Names the file in errors.</param>
    public PieceTrie(TokenizerSource source)
    {
        _source = source;
        _children = new PairTable(source);
    }

    /// <summary>Where every search begins.</summary>
    public static int Root => 0;

    /// <summary>Adds a piece.</summary>
    /// <exception cref="InvalidDataException">There are more different beginnings of pieces than any real vocabulary has.</exception>
    public void Add(ReadOnlySpan<char> piece, int id)
    {
        int node = Root;
        foreach (char unit in piece)
        {
            int child = _children.Find(node, unit);
            node = child >= 0 ? child : AddChild(node, unit);
        }

        _ids[node] = id;
    }

    /// <summary>Goes from a node along one more unit; false where no piece goes on so.</summary>
    public bool TryStep(ref int node, char unit)
    {
        node = _children.Find(node, unit);
        return node >= 0;
    }

    /// <summary>The piece that ends at a node, or -1.</summary>
    public int IdAt(int node) => _ids[node];

    private int AddChild(int node, char unit)
    {
        if (_nodeCount == MaxNodes)
        {
            throw _source.Error("the vocabulary", _nodeCount, "is too many different beginnings of pieces", "Use the file as its model was published with.");
        }

        if (_nodeCount == _ids.Length)
        {
            Array.Resize(ref _ids, _nodeCount * 2);
        }

        _ids[_nodeCount] = -1;
        _children.Set(node, unit, _nodeCount);
        return _nodeCount++;
    }
}
