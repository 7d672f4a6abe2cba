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

    /// <summary>Finds a string that <paramref name="text"/> begins with; false where the map has none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Whether the longest string is wanted, or the shortest.</param>
    /// <param name="length">The string's length in UTF-16 units.</param>
    /// <param name="replacement">What it is replaced by, in UTF-8.</param>
    public bool TryFind(ReadOnlySpan<char> text, bool longest, out int length, out ReadOnlySpan<byte> replacement)
    {
        length = 0;
        int found = -1;
        Span<byte> bytes = stackalloc byte[4];
        uint node = TryUnit(0, out uint root) ? OffsetOf(root) : 0;
        bool goesOn = _units.Length > 0;
        for (int end = 0; goesOn && end < text.Length;)
        {
            int count = new Rune(CodePoints.Read(text, end, out int units)).EncodeToUtf8(bytes);
            end += units;
            goesOn = TryStep(ref node, bytes[..count], out int value);
            if (goesOn && value >= 0)
            {
                (found, length) = (value, end);
                goesOn = longest;
            }
        }

        ReadOnlySpan<byte> rest = (uint)found < (uint)_replacements.Length ? _replacements.AsSpan(found) : default;
        replacement = rest.IsEmpty ? rest : rest[..rest.IndexOf((byte)0)];
        return !rest.IsEmpty;
    }

    /// <summary>Goes along the bytes of one character; gives the value of the string that ends with it, or -1.</summary>
    private bool TryStep(ref uint node, ReadOnlySpan<byte> bytes, out int value)
    {
        value = -1;
        uint unit = 0;
        foreach (byte label in bytes)
        {
            node ^= label;
            if (label == 0 || !TryUnit(node, out unit) || (unit & 0x8000_00FF) != label)
            {
                return false;
            }

            node ^= OffsetOf(unit);
        }

        if (((unit >> 8) & 1) == 1 && TryUnit(node, out uint end))
        {
            value = (int)(end & 0x7FFF_FFFF);
        }

        return true;
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
