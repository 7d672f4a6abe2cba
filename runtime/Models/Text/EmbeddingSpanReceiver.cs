using System;

namespace Transformers.Generated;

/// <summary>Puts embeddings one after the other into the caller's memory.</summary>
internal readonly ref struct EmbeddingSpanReceiver(Span<float> destination, bool normalize) : IRowReceiver
{
    private readonly Span<float> _destination = destination;

    public void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns)
    {
        Span<float> target = _destination.Slice(firstText * columns, rows.Length);
        rows.CopyTo(target);
        for (int row = 0; normalize && row * columns < target.Length; row++)
        {
            ScoreMath.Normalize(target.Slice(row * columns, columns));
        }
    }
}
