using System;

namespace Transformers.Generated;

/// <summary>Puts each embedding into an array of its own.</summary>
internal readonly struct EmbeddingReceiver(float[][] embeddings, bool normalize) : IRowReceiver
{
    public void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns)
    {
        for (int row = 0; row * columns < rows.Length; row++)
        {
            float[] embedding = rows.Slice(row * columns, columns).ToArray();
            if (normalize)
            {
                ScoreMath.Normalize(embedding);
            }

            embeddings[firstText + row] = embedding;
        }
    }
}
