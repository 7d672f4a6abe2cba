using System;

namespace Transformers.Generated.Text;

/// <summary>
/// GPT-2's spelling of bytes as visible letters: printable ones of Latin-1 stand for themselves, the other 68 are U+0100 and on, in order.
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>All letters that stand for bytes lie below.</summary>
    public const int LetterCount = 0x100 + 68;

    private static readonly char[] s_letters = MakeLetters();
    private static readonly short[] s_bytes = MakeBytes();

    public static char LetterOf(byte value) => s_letters[value];

    /// <summary>Whether <paramref name="letter"/> stands for a byte.</summary>
    public static bool TryGetByte(char letter, out byte value)
    {
        int found = letter < LetterCount ? s_bytes[letter] : -1;
        value = (byte)found;
        return found >= 0;
    }

    private static char[] MakeLetters()
    {
        char[] letters = new char[256];
        int next = 0x100;
        for (int value = 0; value < letters.Length; value++)
        {
            bool visible = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = (char)(visible ? value : next++);
        }

        return letters;
    }

    private static short[] MakeBytes()
    {
        short[] bytes = new short[LetterCount];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < s_letters.Length; value++)
        {
            bytes[s_letters[value]] = (short)value;
        }

        return bytes;
    }
}
