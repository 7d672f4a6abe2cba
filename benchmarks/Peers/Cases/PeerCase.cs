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

    /// <summary>How long it is measured in a full run.</summary>
    protected virtual Budget Budget => Budget.Full;

    /// <summary>Checks that the sides agree and then measures them.</summary>
    public CaseResult Run(Bench bench)
    {
        List<Contestant> ours = [];
        List<Contestant> peers = [];
        try
        {
            Agreement? agreement = Prepare(bench, ours, peers);
            Contestant[] all = [.. ours, .. peers, bench.Fma(Threads), bench.Read(Threads)];
            double[][] seconds = Rounds.Measure(all, bench.Settings.IsQuick ? Budget.Quick : Budget);
            double[] fma = seconds[^2];
            Side[] sides = [.. all.Take(all.Length - 2).Select((contestant, i) =>
                Side.Of(contestant.Name, seconds[i], Flops, bench.Fma(Threads).Flops, fma))];
            return new CaseResult
            {
                Group = Group,
                Subject = Subject,
                Threads = Threads,
                Rounds = fma.Length,
                Gflop = Flops * 1e-9,
                FmaGflops = bench.Fma(Threads).Flops * 1e-9 / Statistics.Median(fma),
                ReadGigabytesPerSecond = bench.Read(Threads).Bytes * 1e-9 / Statistics.Median(seconds[^1]),
                Agreement = agreement,
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

    /// <summary>Makes the sides and compares their results; the agreement is null where there is no peer.</summary>
    protected abstract Agreement? Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers);

    protected virtual MemoryResult? MeasureMemory(Bench bench, IReadOnlyList<Side> peers) => null;
}
