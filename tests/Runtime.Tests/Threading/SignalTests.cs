using System;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>The hand-over between a thread about to sleep and one about to wake it.</summary>
public sealed class SignalTests
{
    /// <summary>Two threads answer each other after pauses that make sleeping and waking coincide; a lost wake-up hangs both.</summary>
    [Fact]
    public void NoWakeUpIsLost()
    {
        const int Rounds = 100_000;
        Signal ping = new();
        Signal pong = new();
        Guarded.Do(() =>
        {
            Thread partner = Guarded.Start(() => Answer(ping, pong, new Random(1)));
            Random random = new(2);
            for (int round = 0; round < Rounds; round++)
            {
                Thread.SpinWait(random.Next(60));
                ping.Advance();
                pong.WaitWhile(round, default);
            }

            Guarded.Join(partner);
        });
        Assert.Equal((Rounds, Rounds), (ping.Count, pong.Count));
        Assert.Equal((0, 0), (ping.Parked, pong.Parked));

        static void Answer(Signal ping, Signal pong, Random random)
        {
            for (int round = 0; round < Rounds; round++)
            {
                ping.WaitWhile(round, default);
                Thread.SpinWait(random.Next(60));
                pong.Advance();
            }
        }
    }

    [Fact]
    public void OneAdvanceWakesAllWhoWait()
    {
        Signal signal = new();
        Thread[] waiters = new Thread[5];
        for (int i = 0; i < waiters.Length; i++)
        {
            waiters[i] = Guarded.Start(() => signal.WaitWhile(0, default));
        }

        Guarded.WaitUntil(() => signal.Parked == waiters.Length);
        signal.Advance();
        Array.ForEach(waiters, Guarded.Join);
        Assert.Equal(0, signal.Parked);
    }

    [Fact]
    public void WaitForAPastCountReturnsAtOnce()
    {
        Signal signal = new();
        signal.Advance();
        signal.WaitWhile(0, default);
        Assert.Equal(1, signal.Count);
    }
}
