using System;

namespace Transformers.Generated.Text;

/// <summary>For each place in a piece, the best way found to spell everything before it.</summary>
internal sealed class BestPaths
{
    private Step[] _steps = [];

    /// <summary>Makes room for the places 0 to <paramref name="length"/>, none of which is reached but 0.</summary>
    public Span<Step> Begin(int length)
    {
        if (_steps.Length <= length)
        {
            _steps = new Step[Math.Max(256, checked(length + (length / 2) + 1))];
        }

        Span<Step> steps = _steps.AsSpan(0, length + 1);
        steps.Fill(new Step { Score = double.NegativeInfinity, Start = -1, Id = -1 });
        steps[0].Score = 0;
        return steps;
    }

    /// <summary>The last token of the best way to a place.</summary>
    internal struct Step
    {
        /// <summary>The sum of the scores of all its tokens.</summary>
        public double Score;

        /// <summary>Where the last token begins; -1 where there is no way.</summary>
        public int Start;

        /// <summary>The last token; -1 for an unknown character.</summary>
        public int Id;
    }
}
