using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Transformers.Generated.Threading;

namespace Runtime.Tests.Threading;

/// <summary>Runs that fail instead of hanging the test process when lanes wait for each other for ever.</summary>
internal static class Guarded
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    public static void Run(WorkerTeam team, int lanes, Action<Lane> body, CancellationToken token = default) =>
        Do(() => team.Run(new BodyPass(body), lanes, token));

    /// <summary>Executes <paramref name="action"/> on a thread of its own and rethrows what it throws.</summary>
    public static void Do(Action action)
    {
        Exception? thrown = null;
        Thread thread = Start(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        });
        Join(thread);
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    public static Thread Start(Action action)
    {
        Thread thread = new(() => action()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    public static void Join(Thread thread)
    {
        if (!thread.Join(s_deadline))
        {
            throw new TimeoutException($"The thread has not finished within {s_deadline.TotalSeconds} s: a deadlock.");
        }
    }

    public static void WaitUntil(Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, s_deadline))
        {
            throw new TimeoutException($"The awaited condition has not come true within {s_deadline.TotalSeconds} s.");
        }
    }
}
