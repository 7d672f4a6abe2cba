using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Transformers.Generated.Generation;

/// <summary>
/// Computes one token at a time on the thread pool, for a caller that awaits each. Reusable, so a token allocates nothing.
/// </summary>
internal sealed class PoolStep : IThreadPoolWorkItem, IValueTaskSource<bool>
{
    private readonly TextRun _run;
    private readonly CancellationToken _cancellationToken;
    private ManualResetValueTaskSourceCore<bool> _source;

    public PoolStep(TextRun run, CancellationToken cancellationToken)
    {
        _run = run;
        _cancellationToken = cancellationToken;
    }

    /// <summary><see cref="TextRun.Advance"/> on another thread; await it before the next.</summary>
    public ValueTask<bool> AdvanceAsync()
    {
        _source.Reset();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return new ValueTask<bool>(this, _source.Version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        bool hasMore;
        try
        {
            hasMore = _run.Advance(_cancellationToken);
        }
        catch (Exception exception)
        {
            _source.SetException(exception);
            return;
        }

        _source.SetResult(hasMore); // the caller goes on inside this call
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
