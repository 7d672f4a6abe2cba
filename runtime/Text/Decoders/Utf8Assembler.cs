using System;
using System.Buffers;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Makes characters of UTF-8 bytes that come one by one; wrong ones become U+FFFD.</summary>
internal sealed class Utf8Assembler
{
    private readonly byte[] _bytes = new byte[4];
    private int _count;

    /// <summary>
    /// Whether each wrong byte gives a U+FFFD (SentencePiece), rather than each longest beginning of a character (Unicode's practice).
    /// </summary>
    public bool ReplacesEachByte { get; set; }

    public bool IsEmpty => _count == 0;

    public void Clear() => _count = 0;

    public void Add(byte value, DecodedText text)
    {
        _bytes[_count++] = value;
        WriteComplete(text, isFinal: false);
    }

    /// <summary>Writes the bytes of an incomplete character as wrong ones.</summary>
    public void Finish(DecodedText text) => WriteComplete(text, isFinal: true);

    private void WriteComplete(DecodedText text, bool isFinal)
    {
        Span<char> units = stackalloc char[2];
        while (_count > 0)
        {
            OperationStatus status = Rune.DecodeFromUtf8(_bytes.AsSpan(0, _count), out Rune rune, out int consumed);
            if (status == OperationStatus.NeedMoreData && !isFinal)
            {
                return;
            }

            int repetitions = status != OperationStatus.Done && ReplacesEachByte ? consumed : 1;
            int length = rune.EncodeToUtf16(units); // U+FFFD where the status is not Done
            for (int i = 0; i < repetitions; i++)
            {
                text.Append(units[..length]);
            }

            _bytes.AsSpan(consumed, _count - consumed).CopyTo(_bytes);
            _count -= consumed;
        }
    }
}
