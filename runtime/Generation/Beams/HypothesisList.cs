using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Generation;

/// <summary>The best finished hypotheses of one source: as many as there are beams.</summary>
internal sealed class HypothesisList
{
    private readonly int _capacity;
    private readonly List<Hypothesis> _items = []; // in the order in which they came

    public HypothesisList(int capacity) => _capacity = capacity;

    public bool IsFull => _items.Count == _capacity;

    /// <summary>The lowest score.</summary>
    public double Worst => _items.Min(item => item.Score);

    /// <summary>Whether one with this score would be kept: there is room, or one that is worse.</summary>
    public bool Accepts(double score) => !IsFull || score > Worst;

    /// <summary>Adds one that is accepted, in place of the worst where there is no room; of equally bad ones the first goes.</summary>
    public void Add(Hypothesis hypothesis)
    {
        if (IsFull)
        {
            double worst = Worst;
            _items.RemoveAt(_items.FindIndex(item => item.Score == worst));
        }

        _items.Add(hypothesis);
    }

    /// <summary>The best, best first; of equal ones the last that came is first.</summary>
    public Hypothesis[] Best(int count) => [.. Enumerable.Reverse(_items).OrderByDescending(item => item.Score).Take(count)];
}
