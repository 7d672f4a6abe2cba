using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Measuring;

namespace Peers.Cases;

/// <summary>One line of the comparison.</summary>
/// <param name="group">The table it belongs to.</param>
/// <param name="subject">What is computed.</param>
/// <param name="threads">Threads of each side.</param>
internal abstract class PeerCase(string group, string subject, int threads)
{
    public string Group { get; } = group;

    public string Subject { get; } = subject;

    public int Threads { get; } = threads;

    /// <summary>Unique among all cases.</summary>
    public string Name => $"{Group}: {Subject}, {Threads} thread{(Threads == 1 ? "" : "s")}";

    /// <summary>Useful floating-point operations of one run.</summary>
    protected abstract double Flops { get; }

    /// <summary>Tokens of one run; zero where there are none to count.</summary>
    protected virtual int Tokens => 0;

    /// <summary>How long it is measured in a full run.</summary>
    protected virtual Budget Budget => Budget.Full;

    /// <summary>Checks that the sides agree and then measures them.</summary>
    public CaseResult Run(Bench bench)
    {
        List<Contestant> ours = [];
        List<Contestant> peers = [];
        try
        {
            IReadOnlyList<Agreement> agreements = Prepare(bench, ours, peers);
            Contestant[] all = [.. ours, .. peers, bench.Fma(Threads), bench.Read(Threads)];
            double[][] seconds = Rounds.Measure(all, bench.Settings.IsQuick ? Budget.Quick : Budget);
            Gauge fma = new(bench.Fma(Threads).Flops, seconds[^2]);
            Gauge read = new(bench.Read(Threads).Bytes, seconds[^1]);
            Side[] sides =
                [.. all.Take(all.Length - 2).Select((contestant, i) => Side.Of(contestant, seconds[i], Flops, Tokens, fma, read))];
            return new CaseResult
            {
                Group = Group,
                Subject = Subject,
                Threads = Threads,
                Rounds = fma.Seconds.Length,
                Gflop = Flops * 1e-9,
                FmaGflops = fma.GigaPerSecond,
                ReadGigabytesPerSecond = read.GigaPerSecond,
                Agreements = agreements,
                Ours = sides[0],
                OtherSets = sides[1..ours.Count],
                Peers = sides[ours.Count..],
                Memory = MeasureMemory(bench, sides[ours.Count..]),
            };
        }
        finally
        {
            ours.ForEach(side => side.Dispose());
            peers.ForEach(side => side.Dispose());
        }
    }

    /// <summary>What a child process does whose memory is measured: loads one side and runs it.</summary>
    public virtual void RunAlone(Bench bench, string side) => throw new InvalidOperationException($"{Name} has no measure of memory");

    /// <summary>Makes the sides and compares their results; there is one agreement for each peer that is present.</summary>
    protected abstract IReadOnlyList<Agreement> Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers);

    /// <summary>Runs a side as often as its memory needs to reach its peak.</summary>
    protected static void RunThrice(Contestant contestant)
    {
        for (int run = 0; run < 3; run++)
        {
            contestant.Run();
        }
    }

    protected virtual MemoryResult? MeasureMemory(Bench bench, IReadOnlyList<Side> peers) => null;
}
