using System;
using System.Threading;

namespace Transformers.Generated;

/// <summary>Keeps a few objects for reuse, without a lock: as many as it has slots, for calls that run at the same time.</summary>
internal sealed class SlotPool<T>
    where T : class, new()
{
    private readonly T?[] _slots = new T?[Environment.ProcessorCount * 2];

    /// <summary>Takes an object out, or makes one.</summary>
    public T Rent()
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is not null && Interlocked.Exchange(ref _slots[i], null) is { } item)
            {
                return item;
            }
        }

        return new T();
    }

    /// <summary>Puts an object back; where there is no room it is left to the garbage collector.</summary>
    public void Return(T item)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _slots[i], item, null) is null)
            {
                return;
            }
        }
    }
}
