using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using Transformers.Generated.Memory;

namespace Transformers.Generated.Weights;

/// <summary>Fills a weight arena from a checkpoint.</summary>
public sealed class WeightLoader
{
    private readonly List<PackingTask> _tasks;
    private readonly AlignedBuffer _arena;
    private readonly IProgress<LoadProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _reporting = new();
    private readonly long _bytesTotal;
    private long _bytesDone;
    private int _nextTask = -1;
    private volatile ExceptionDispatchInfo? _fault;

    private WeightLoader(
        List<PackingTask> tasks, AlignedBuffer arena, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        _tasks = tasks;
        _arena = arena;
        _progress = progress;
        _cancellationToken = cancellationToken;
        foreach (PackingTask task in tasks)
        {
            _bytesTotal += task.ByteCount;
        }
    }

    /// <summary>Verifies that a checkpoint fits a model, allocates the arena, and packs every weight into it.</summary>
    /// <remarks>
    /// Nothing is allocated before every tensor has been found with the expected shape. Weights are read in small parts straight into
    /// their packed place, so that beside the arena only about a megabyte for each thread is in use. The bytes of the result do not depend
    /// on <paramref name="degreeOfParallelism"/>.
    /// </remarks>
    /// <param name="checkpoint">The checkpoint; it may be closed when the call returns.</param>
    /// <param name="table">The tensors of the model.</param>
    /// <param name="degreeOfParallelism">Threads to use at most, the calling one included.</param>
    /// <param name="progress">Told after each part; one call at a time, on the thread that has done the part.</param>
    /// <param name="cancellationToken">Checked before each read.</param>
    /// <returns>
    /// The arena, <see cref="TensorTable.FloatCount"/> floats; the caller disposes it. Floats that no weight fills are zero.
    /// </returns>
    /// <exception cref="CheckpointException">
    /// The checkpoint does not fit the model (the message lists every missing, unfit and surplus tensor), or was changed during the call.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the arena has been freed.</exception>
    public static AlignedBuffer Load(
        Checkpoint checkpoint,
        TensorTable table,
        int degreeOfParallelism,
        IProgress<LoadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(degreeOfParallelism, 1);
        cancellationToken.ThrowIfCancellationRequested();

        List<PackingTask> tasks = PackingTask.Split(TensorResolver.Resolve(checkpoint, table));
        AlignedBuffer arena = new(checked((nint)table.FloatCount));
        try
        {
            new WeightLoader(tasks, arena, progress, cancellationToken).Run(degreeOfParallelism);
            return arena;
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    // Threads of its own: those of the pool come late when a process begins, and the worker team belongs to models that compute.
    private void Run(int degreeOfParallelism)
    {
        List<Thread> helpers = [];
        try
        {
            while (helpers.Count + 1 < Math.Min(degreeOfParallelism, _tasks.Count))
            {
                Thread helper = new(Work) { IsBackground = true, Name = "Transformers.Generated weights" };
                helper.Start();
                helpers.Add(helper);
            }
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The system refuses a thread; those that there are do the work.
        }

        Work();
        helpers.ForEach(static helper => helper.Join()); // the arena may be freed after this
        _fault?.Throw();
    }

    private void Work()
    {
        try
        {
            TensorPacker packer = new(_arena, _cancellationToken);
            for (int index; _fault is null && (index = Interlocked.Increment(ref _nextTask)) < _tasks.Count;)
            {
                packer.Pack(_tasks[index]);
                Report(_tasks[index]);
            }
        }
        catch (Exception exception)
        {
            // One cause is enough, and callers expect it bare: a cancellation, or the file that is damaged.
            Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private void Report(PackingTask task)
    {
        if (_progress is null)
        {
            return;
        }

        lock (_reporting)
        {
            _bytesDone += task.ByteCount;
            _progress.Report(new LoadProgress(_bytesDone, _bytesTotal, task.Source.Tensor.Name));
        }
    }
}
