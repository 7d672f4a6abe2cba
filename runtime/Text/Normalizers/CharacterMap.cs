using System;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Transformers.Generated.Text;

/// <summary>
/// SentencePiece's compiled normalisation rules (<c>precompiled_charsmap</c>): a trie of UTF-8 strings, and what each is replaced by.
/// </summary>
/// <remarks>
/// The layout: the size in bytes of the trie (32 bits, little endian), the trie, then the replacements, each ended by a NUL. The trie is a
/// double array as in the library Darts-clone: each unit of 32 bits has a label (bits 0-7), whether a string ends here (bit 8), and the
/// distance to its children (bits 10-30, in units of 256 if bit 9 is set); the unit of an end (bit 31) has a value, here the place of the
/// replacement. Every step is checked against the array's length, so no file can lead outside.
/// </remarks>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
    }

    /// <summary>Replaces nothing.</summary>
    public static CharacterMap Empty { get; } = new([], []);

    public static CharacterMap Read(ReadOnlySpan<byte> bytes, in JsonCursor cursor) =>
        TryRead(bytes, out string rule) ?? throw cursor.Error("the character map", rule, "Use the file as its model was published with.");

    public static CharacterMap Read(ReadOnlySpan<byte> bytes, TokenizerSource source) =>
        TryRead(bytes, out string rule)
        ?? throw source.Error("precompiled_charsmap", "the character map", rule, "Use the file as its model was published with.");

    /// <summary>
    /// Finds a string that <paramref name="text"/> begins with; false where the map has none.
    /// </summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="longest">Whether the longest string is wanted, or the shortest.</param>
    /// <param name="length">The string's length in bytes.</param>
    /// <param name="replacement">What it is replaced by, in UTF-8.</param>
    public bool TryFind(ReadOnlySpan<byte> text, bool longest, out int length, out ReadOnlySpan<byte> replacement)
    {
        length = 0;
        int found = -1;
        uint node = 0;
        bool goesOn = TryUnit(node, out uint unit);
        node ^= OffsetOf(unit);
        for (int i = 0; goesOn && i < text.Length && text[i] != 0; i++)
        {
            node ^= text[i];
            goesOn = TryUnit(node, out unit) && (unit & 0x8000_00FF) == text[i];
            node ^= OffsetOf(unit);
            if (goesOn && ((unit >> 8) & 1) == 1 && TryUnit(node, out uint value))
            {
                found = (int)(value & 0x7FFF_FFFF);
                length = i + 1;
                goesOn = longest;
            }
        }

        ReadOnlySpan<byte> rest = (uint)found < (uint)_replacements.Length ? _replacements.AsSpan(found) : default;
        replacement = rest.IsEmpty ? rest : rest[..rest.IndexOf((byte)0)];
        return !rest.IsEmpty;
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private bool TryUnit(uint node, out uint unit)
    {
        bool inside = node < (uint)_units.Length;
        unit = inside ? _units[node] : 0;
        return inside;
    }

    private static CharacterMap? TryRead(ReadOnlySpan<byte> bytes, out string rule)
    {
        rule = "is shorter than its header says";
        if (bytes.IsEmpty)
        {
            return Empty;
        }

        uint size = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size > bytes.Length - 4 || size % 4 != 0)
        {
            return null;
        }

        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + (i * 4))..]);
        }

        ReadOnlySpan<byte> replacements = bytes[(4 + (int)size)..];
        rule = "has replacements that are not UTF-8 ended by a NUL";
        return replacements is [.., 0] && Utf8.IsValid(replacements) ? new CharacterMap(units, replacements.ToArray()) : null;
    }
}
