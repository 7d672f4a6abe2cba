using System;
using Transformers.Generated.Memory;

namespace Benchmarks.Kernels;

/// <summary>Operands of kernels: numbers around zero, the same in each run.</summary>
internal static class RandomNumbers
{
    public static float[] Array(int count, int seed = 1)
    {
        Random random = new(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = random.NextSingle() - 0.5f;
        }

        return numbers;
    }

    public static AlignedBuffer Buffer(long count)
    {
        AlignedBuffer buffer = new((nint)count);
        Array((int)count).CopyTo(buffer.Span(0, (int)count));
        return buffer;
    }
}
