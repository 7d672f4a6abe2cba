using System;

namespace Peers.Measuring;

/// <summary>One side of a comparison: work that can be repeated.</summary>
internal abstract class Contestant(string name) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Bytes that one run reads from memory at least; zero where arithmetic is the bound.</summary>
    public virtual double BytesRead => 0;

    /// <summary>Whether a peer is at its strongest, so that the ratio may be taken to it.</summary>
    public virtual bool IsYardstick => true;

    /// <summary>Does the work once.</summary>
    public abstract void Run();

    public virtual void Dispose()
    {
    }
}
