using System.IO;

namespace Transformers.Generated.Text;

/// <summary>A hash table from two numbers to one, none of them negative.</summary>
/// <remarks>
/// Open addressing at half load with a fixed hash, which crafted files could exploit; so, as in <see cref="TokenTable"/>, building refuses
/// a table in which an entry is <c>MaxProbes</c> slots from home.
/// </remarks>
internal sealed class PairTable
{
    private const int MaxProbes = 512;
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: Fibonacci hashing

    private readonly TokenizerSource _source;
    private Slot[] _slots = new Slot[128];
    private int _shift = 64 - 7;

    /// <param name="source">Names the file in errors.</param>
    public PairTable(TokenizerSource source) => _source = source;

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a pair, or -1.</summary>
    public int Find(int first, int second)
    {
        ulong key = KeyOf(first, second);
        Slot[] slots = _slots;
        for (int i = HomeOf(key); ; i = (i + 1) & (slots.Length - 1))
        {
            if (slots[i].Key == key || slots[i].ValuePlusOne == 0)
            {
                return slots[i].ValuePlusOne - 1;
            }
        }
    }

    /// <summary>Adds a pair, or changes its number.</summary>
    /// <exception cref="InvalidDataException">The pairs are crafted so that their hashes collide.</exception>
    public void Set(int first, int second, int value)
    {
        if ((Count + 1) * 2 > _slots.Length)
        {
            Rehash();
        }

        Place(new Slot(KeyOf(first, second), value + 1));
    }

    /// <summary>Keys are offset by one, so that the key of a free slot, 0, is none.</summary>
    private static ulong KeyOf(int first, int second) => (((ulong)(uint)first + 1) << 32) | (uint)second;

    private int HomeOf(ulong key) => (int)(((key ^ (key >> 29)) * Multiplier) >> _shift);

    private void Rehash()
    {
        Slot[] old = _slots;
        _slots = new Slot[old.Length * 2];
        _shift--;
        Count = 0;
        foreach (Slot slot in old)
        {
            if (slot.ValuePlusOne != 0)
            {
                Place(slot);
            }
        }
    }

    private void Place(Slot entry)
    {
        int home = HomeOf(entry.Key);
        for (int step = 0; step < MaxProbes; step++)
        {
            ref Slot slot = ref _slots[(home + step) & (_slots.Length - 1)];
            if (slot.ValuePlusOne == 0 || slot.Key == entry.Key)
            {
                Count += slot.ValuePlusOne == 0 ? 1 : 0;
                slot = entry;
                return;
            }
        }

        throw _source.Error(
            "a pair", (int)entry.Key, $"shares its hash with over {MaxProbes} others: the file is crafted to be slow",
            "Use the file as its model was published with.");
    }

    private readonly record struct Slot(ulong Key, int ValuePlusOne);
}
