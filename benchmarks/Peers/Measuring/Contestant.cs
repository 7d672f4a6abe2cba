using System;

namespace Peers.Measuring;

/// <summary>One side of a comparison: work that can be repeated.</summary>
internal abstract class Contestant(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Does the work once.</summary>
    public abstract void Run();

    public virtual void Dispose()
    {
    }
}
