using System;
using System.Globalization;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, which spell what the vocabulary cannot (<c>byte_fallback</c>).</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids = new int[256];

    /// <param name="find">Gives the id of a token, or -1.</param>
    public ByteTokens(Func<string, int> find)
    {
        for (int value = 0; value < _ids.Length; value++)
        {
            _ids[value] = find($"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>");
        }
    }

    /// <summary>Whether <paramref name="token"/> is spelled like one of these.</summary>
    public static bool TryParse(ReadOnlySpan<char> token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x") && token[5] == '>'
            && byte.TryParse(token[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>
    /// Adds the tokens of the bytes of units <paramref name="start"/> to <paramref name="end"/>; adds none and returns false where one of
    /// them is missing.
    /// </summary>
    public bool TryAdd(in Piece piece, int start, int end, in EncodeTarget target)
    {
        int countBefore = target.Output.Count;
        ReadOnlySpan<char> chars = piece.Chars[..end];
        Span<byte> bytes = stackalloc byte[4];
        for (int i = start; i < end;)
        {
            int count = new Rune(CodePoints.Read(chars, i, out int length)).EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count])
            {
                if (_ids[value] < 0)
                {
                    target.Output.RewindTo(countBefore);
                    return false;
                }

                target.Add(_ids[value], piece.OriginalStart(i), piece.OriginalEnd(i + length - 1));
            }

            i += length;
        }

        return true;
    }
}
