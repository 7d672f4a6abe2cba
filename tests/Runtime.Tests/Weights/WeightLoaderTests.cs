using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Progress, cancellation, failure and scratch memory of a load.</summary>
public sealed class WeightLoaderTests
{
    // 1.5 M floats, so about twelve tasks.
    private const int Rows = 1500;
    private const int Columns = 1000;

    private static readonly TensorTable s_table = ModelFiles.Table(TensorLayout.Panels, Columns, new TensorSource("w", Rows));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void ProgressRisesToTheTotal(int threads)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Add("w", Rows, Columns).Open(folder);
        List<LoadProgress> reports = [];
        WeightLoader.Load(checkpoint, s_table, threads, new Progress(reports.Add)).Dispose();

        Assert.InRange(reports.Count, 5, 100);
        for (int index = 1; index < reports.Count; index++)
        {
            Assert.InRange(reports[index].BytesDone, reports[index - 1].BytesDone + 1, reports[index].BytesTotal);
        }

        Assert.Equal(new LoadProgress(Rows * Columns * 4, Rows * Columns * 4, "w"), reports[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CancellationStopsTheLoad(int threads)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Add("w", Rows, Columns).Open(folder);
        using CancellationTokenSource source = new();
        int reports = 0;
        Progress cancelAtSecond = new(_ =>
        {
            if (Interlocked.Increment(ref reports) == 2)
            {
                source.Cancel();
            }
        });
        OperationCanceledException exception = Assert.ThrowsAny<OperationCanceledException>(
            () => WeightLoader.Load(checkpoint, s_table, threads, cancelAtSecond, source.Token));
        Assert.Equal(source.Token, exception.CancellationToken);

        // Workers that were past their last check may each finish one task.
        Assert.InRange(reports, 2, 2 + threads);
    }

    [Fact]
    public void CancelledBeforehandDoesNothing()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Add("w", Rows, Columns).Open(folder);
        Assert.Throws<OperationCanceledException>(
            () => WeightLoader.Load(checkpoint, s_table, 1, null, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void FileShortenedDuringTheLoadIsNamed(int threads)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Add("w", Rows, Columns).Open(folder);
        using (FileStream writer = new(folder.PathOf("model.safetensors"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(writer.Length / 2);
        }

        CheckpointException exception = Assert.Throws<CheckpointException>(() => WeightLoader.Load(checkpoint, s_table, threads));
        Assert.Contains("shortened", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'w'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ExceptionOfProgressReachesTheCaller(int threads)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Add("w", Rows, Columns).Open(folder);
        Progress failing = new(_ => throw new TimeoutException());
        Assert.Throws<TimeoutException>(() => WeightLoader.Load(checkpoint, s_table, threads, failing));
    }

    /// <summary>The managed memory of a load must not grow with the weights.</summary>
    [Fact]
    public void ScratchIsBounded()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().AddAs("F16", "w", 4000, 1500).Open(folder);
        TensorTable table = ModelFiles.Table(TensorLayout.Panels, 1500, new TensorSource("w", 4000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        WeightLoader.Load(checkpoint, table, 1).Dispose();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NeedsAThread(int threads)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = new ModelFiles().Open(folder);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightLoader.Load(checkpoint, s_table, threads));
    }

    [Fact]
    public void ArenaOutlivesTheCheckpoint()
    {
        using TemporaryFolder folder = new();
        Checkpoint checkpoint = new ModelFiles().Add("w", 1, 3).Open(folder);
        using AlignedBuffer arena = WeightLoader.Load(checkpoint, ModelFiles.Table(TensorLayout.Rows, 3, new TensorSource("w", 1)), 8);
        checkpoint.Dispose();
        Assert.Equal([1, 2, 3], arena.Span(0, 3).ToArray());
    }

    /// <summary>Reports on the calling thread at once, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Progress(Action<LoadProgress> action) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => action(value);
    }
}
