using System;

namespace Transformers.Generated;

/// <summary>Takes the rows of texts, batch after batch, in the order of the texts.</summary>
internal interface IRowReceiver
{
    /// <summary>Takes the rows of a batch.</summary>
    /// <param name="firstText">Index of the batch's first text.</param>
    /// <param name="packed">The batch's texts, valid during the call.</param>
    /// <param name="rows">[texts, tokens or masks of the batch, columns], valid during the call and free to be changed.</param>
    /// <param name="columns">Numbers of one row.</param>
    void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns);
}
