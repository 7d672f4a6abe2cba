using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>Keeps a few idle objects for reuse, without a lock.</summary>
/// <param name="slots">Most objects kept.</param>
internal sealed class SlotPool<T>(int slots)
    where T : class
{
    private readonly T?[] _slots = new T?[slots];

    /// <summary>Takes an object out, or null where none is idle.</summary>
    public T? TryTake()
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is not null && Interlocked.Exchange(ref _slots[i], null) is { } item)
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>Puts an object back; false where there is no room.</summary>
    public bool TryPut(T item)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _slots[i], item, null) is null)
            {
                return true;
            }
        }

        return false;
    }
}
