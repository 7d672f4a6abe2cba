using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Transformers.Generated.Memory;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>The native memory that holds weights.</summary>
public sealed class AlignedBufferTests
{
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64)]
    [InlineData(1000, 64)]
    [InlineData((1 << 20) - 1, 64)]
    [InlineData(1 << 20, 2 << 20)]
    [InlineData((1 << 20) + 1, 2 << 20)]
    [InlineData(10_000_000, 2 << 20)]
    public void IsAlignedZeroAndWritableToTheLastFloat(int length, int alignment)
    {
        using AlignedBuffer buffer = new(length);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(0, Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref buffer.At(0)) % alignment);
        Assert.Equal(-1, buffer.Span(0, length).IndexOfAnyExcept(0f));
        buffer.Span(0, length).Fill(1);
        if (length > 0)
        {
            buffer.At(length - 1) = 3;
            Assert.Equal(3, buffer.Span(length - 1, 1)[0]);
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, 1)]
    public void SpanOutsideTheBufferThrows(int start, int length)
    {
        using AlignedBuffer buffer = new(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Span(start, length).Length);
        Assert.True(buffer.Span(10, 0).IsEmpty);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData((long.MaxValue / 4) - 1000)]
    public void ImpossibleLengthThrows(long length) => Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer((nint)length));

    [Fact]
    public void DisposingTwiceIsFineAndLaterSpansThrow()
    {
        AlignedBuffer buffer = new(10);
        Assert.False(buffer.IsDisposed);
        Parallel.For(0, 8, _ => buffer.Dispose());
        buffer.Dispose();
        Assert.True(buffer.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => buffer.Span(0, 1).Length);
    }

    [Fact]
    public void ForgottenBuffersAreFinalized()
    {
        WeakReference forgotten = Forget();
        for (int attempt = 0; attempt < 10 && forgotten.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(forgotten.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget() => new(new AlignedBuffer(1000), trackResurrection: true);
}
