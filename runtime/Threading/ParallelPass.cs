using System.ComponentModel;

namespace Transformers.Generated.Threading;

/// <summary>
/// Work that several threads do together, such as one forward pass of a model: a list of steps, each cut into items. Every thread (a
/// <see cref="Lane"/>) executes the whole list; within a step the lanes share out the items. A lane that comes late passes the steps before
/// without items, and a run may end without it.
/// </summary>
/// <remarks>
/// An instance holds the arguments of one running pass. Its owner may use it for any number of runs, one at a time.
/// </remarks>
/// <example>
/// <code>
/// protected override void Run(Lane lane)
/// {
///     foreach (Layer layer in _layers)
///     {
///         while (lane.Claim(TokenTiles, out int tile))
///         {
///             ProjectQueryKeyValue(layer, tile);
///         }
///
///         lane.Sync();
///         while (lane.Claim(HeadCount, out int head))
///         {
///             Attend(layer, head);
///         }
///
///         if (!lane.SyncAndContinue())
///         {
///             return;
///         }
///     }
/// }
/// </code>
/// </example>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ParallelPass
{
    /// <summary>Executed once by every lane that takes part in a run, at the same time.</summary>
    /// <param name="lane">The executing thread's part in the run; not valid on another thread or after the method has returned.</param>
    /// <remarks>
    /// What an item computes must not depend on which lane computes it or on how many lanes there are. All lanes must pass the same
    /// barriers; a lane that returns early or throws is not waited for.
    /// </remarks>
    protected abstract void Run(Lane lane);

    internal void Execute(Lane lane) => Run(lane);
}
