using System;

namespace Transformers.Generated;

/// <summary>Makes a classification of each row of logits.</summary>
internal readonly struct ClassificationReceiver(ModelLabels labels, Classification[] classifications) : IRowReceiver
{
    public void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns)
    {
        for (int row = 0; row * columns < rows.Length; row++)
        {
            classifications[firstText + row] = new Classification(labels, rows.Slice(row * columns, columns));
        }
    }
}
