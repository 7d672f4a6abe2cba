using System;

namespace Transformers.Generated.Text;

/// <summary>Text that grows at its end, and keeps its memory when emptied.</summary>
internal sealed class DecodedText
{
    private char[] _chars = [];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(char unit)
    {
        EnsureRoom(1);
        _chars[Length++] = unit;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        EnsureRoom(text.Length);
        text.CopyTo(_chars.AsSpan(Length));
        Length += text.Length;
    }

    private void EnsureRoom(int count)
    {
        int needed = checked(Length + count);
        if (needed > _chars.Length)
        {
            Array.Resize(ref _chars, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256L, needed), 2L * _chars.Length)));
        }
    }
}
