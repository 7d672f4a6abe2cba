using System;
using System.Threading;
using Transformers.Generated.Memory;

namespace Transformers.Generated.Execution;

/// <summary>Keys and values of 96 tokens in all layers. Sequences that begin alike share it; whoever writes must be alone.</summary>
internal sealed class KeyValueBlock : IDisposable
{
    private readonly AlignedBuffer _floats;
    private int _users = 1;

    internal KeyValueBlock(long floats) => _floats = new AlignedBuffer(checked((nint)floats));

    /// <summary>Whether more than one cache holds it.</summary>
    internal bool IsShared => Volatile.Read(ref _users) > 1;

    internal ref float At(nint index) => ref _floats.At(index);

    /// <summary>One cache more holds it.</summary>
    internal KeyValueBlock Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>One cache less holds it; true for the last.</summary>
    internal bool Leave() => Interlocked.Decrement(ref _users) == 0;

    /// <summary>Makes it the first holder's again.</summary>
    internal void Reuse() => _users = 1;

    internal Span<float> Span(nint start, int length) => _floats.Span(start, length);

    /// <inheritdoc/>
    public void Dispose() => _floats.Dispose();
}
