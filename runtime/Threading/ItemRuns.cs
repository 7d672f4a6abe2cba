using System;

namespace Transformers.Generated.Threading;

/// <summary>How many neighbouring items of a step a lane takes at once.</summary>
/// <param name="Row">Items of a row, which no run crosses; above zero.</param>
/// <param name="Most">Most items of a run, above zero.</param>
/// <param name="Singles">So many items at the end are taken one by one: lanes wait less for the last of them to finish.</param>
internal readonly record struct ItemRuns(int Row, int Most, int Singles)
{
    /// <summary>One by one.</summary>
    public static readonly ItemRuns Single = new(1, 1, 0);

    /// <summary>How many to take from <paramref name="item"/> on, of the items before <paramref name="end"/>; zero where there are none.</summary>
    public int From(int item, int end)
    {
        int left = end - item;
        int most = left <= Singles ? 1 : Most;
        return Math.Max(Math.Min(Math.Min(left, most), Row - (item % Row)), 0);
    }
}
