using System;
using System.Numerics;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.Cases;

/// <summary>A batch as the peer takes it: every sequence padded on the right to the longest.</summary>
internal static class PaddedBatch
{
    /// <summary>An input [batch, longest] of integers; padding is zero.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="type">Width of the integers.</param>
    /// <param name="tokens">The batch.</param>
    /// <param name="value">What stands for the token at a place in the packed batch.</param>
    public static OrtTensor Input(OrtLibrary library, string name, OnnxType type, Tokens tokens, Func<int, int> value)
    {
        OrtTensor input = new(library, name, type, tokens.Lengths.Length, tokens.Longest);
        if (type == OnnxType.Int64)
        {
            Fill(input.Span<long>(), tokens, value);
        }
        else
        {
            Fill(input.Span<int>(), tokens, value);
        }

        return input;
    }

    /// <summary>[T, columns] of [batch, longest, columns], without padding.</summary>
    public static float[] Packed(Tokens tokens, Span<float> padded, int columns)
    {
        float[] packed = new float[tokens.Ids.Length * columns];
        int token = 0;
        for (int sequence = 0; sequence < tokens.Lengths.Length; sequence++)
        {
            int count = tokens.Lengths[sequence] * columns;
            padded.Slice(sequence * tokens.Longest * columns, count).CopyTo(packed.AsSpan(token * columns));
            token += tokens.Lengths[sequence];
        }

        return packed;
    }

    private static void Fill<T>(Span<T> padded, Tokens tokens, Func<int, int> value)
        where T : struct, INumberBase<T>
    {
        padded.Clear();
        int token = 0;
        for (int sequence = 0; sequence < tokens.Lengths.Length; sequence++)
        {
            for (int position = 0; position < tokens.Lengths[sequence]; position++)
            {
                padded[(sequence * tokens.Longest) + position] = T.CreateChecked(value(token++));
            }
        }
    }
}
