using System;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>The blocks of one model's caches: new ones, and idle ones for reuse. Any thread may call it.</summary>
internal sealed class KeyValueBlocks : IDisposable
{
    private const int MaxIdleBlocks = 32;

    private readonly SlotPool<KeyValueBlock> _idle = new(MaxIdleBlocks);
    private readonly SlotPool<KeyValueCache> _idleCaches = new(MaxIdleBlocks);
    private readonly CacheLayout _layout;
    private readonly int _layers;

    /// <param name="shape">What the model keeps.</param>
    /// <param name="isPassing">
    /// Whether a cache serves a single pass, whose layers come one after the other: then they may all use the memory of one.
    /// </param>
    internal KeyValueBlocks(CacheShape shape, bool isPassing)
    {
        Window = shape.Window;
        _layout = shape.Layout;
        _layers = isPassing ? 1 : shape.Layers;
        LayerStride = isPassing ? 0 : (nint)_layout.LayerFloats;
    }

    /// <summary>Floats from one layer of a block to the next.</summary>
    internal nint LayerStride { get; }

    /// <summary>Keys that a query sees.</summary>
    internal int Window { get; }

    /// <summary>Bytes of one block.</summary>
    internal long BlockBytes => Floats * sizeof(float);

    private long Floats => checked(_layers * _layout.LayerFloats);

    /// <summary>Opens a cache for each sequence of a single pass, with room for its tokens, in places that are null before.</summary>
    internal void Open(Span<KeyValueCache> caches, ReadOnlySpan<int> lengths)
    {
        for (int i = 0; i < caches.Length; i++)
        {
            caches[i] = Open();
            caches[i].Reserve(lengths[i]);
        }
    }

    /// <summary>Opens an empty cache.</summary>
    internal KeyValueCache Open() => _idleCaches.TryTake() ?? new KeyValueCache(this);

    /// <summary>Closes such caches, as many as were opened.</summary>
    internal void Close(ReadOnlySpan<KeyValueCache> caches)
    {
        foreach (KeyValueCache? cache in caches)
        {
            if (cache is not null)
            {
                cache.Dispose();
                _idleCaches.TryPut(cache);
            }
        }
    }

    /// <summary>A block that the caller alone holds. Its content is arbitrary, but finite or of earlier keys.</summary>
    internal KeyValueBlock Take()
    {
        if (_idle.TryTake() is { } block)
        {
            block.Reuse();
            return block;
        }

        return new KeyValueBlock(Floats);
    }

    /// <summary>Gives up a hold of a block for one of the caller's own that begins with the same tokens.</summary>
    internal KeyValueBlock Part(KeyValueBlock shared, int tokens)
    {
        KeyValueBlock own = Take();
        int keyFloats = (tokens + PackedLayout.PanelWidth - 1) / PackedLayout.PanelWidth * _layout.PanelFloats;
        for (int head = 0; head < _layers * _layout.HeadCount; head++)
        {
            nint keys = (nint)head * _layout.HeadFloats;
            nint values = keys + _layout.KeyFloats;
            shared.Span(keys, keyFloats).CopyTo(own.Span(keys, keyFloats));
            shared.Span(values, tokens * _layout.ValueStride).CopyTo(own.Span(values, tokens * _layout.ValueStride));
        }

        Release(shared);
        return own;
    }

    /// <summary>Gives up a hold.</summary>
    internal void Release(KeyValueBlock block)
    {
        if (block.Leave() && !_idle.TryPut(block))
        {
            block.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake() is { } block)
        {
            block.Dispose();
        }
    }
}
