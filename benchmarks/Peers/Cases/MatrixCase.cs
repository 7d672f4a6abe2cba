using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Measuring;

namespace Peers.Cases;

/// <summary>One projection: a generated kernel against OpenBLAS.</summary>
internal sealed class MatrixCase(string group, MatrixShape shape, int threads)
    : PeerCase(group, $"{shape.Name} {MatrixShape.Rows} x {shape.K} x {shape.N}", threads)
{
    protected override double Flops => shape.Flops;

    protected override IReadOnlyList<Agreement> Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers)
    {
        // Positive, so that a ReLU changes nothing and no sum cancels.
        Random random = new(3);
        float[] x = Numbers(random, MatrixShape.Rows * shape.K);
        float[] w = Numbers(random, shape.N * shape.K);
        ours.AddRange(bench.Sets.Select(set => new OurProjection(shape, x, w, set, Threads)));
        if (bench.OpenBlas is null)
        {
            return [];
        }

        peers.Add(new BlasProjection(bench.OpenBlas, shape, x, w, isTransposed: false, Threads));
        peers.Add(new BlasProjection(bench.OpenBlas, shape, x, w, isTransposed: true, Threads));
        ours.ForEach(side => side.Run());
        peers.ForEach(side => side.Run());
        IEnumerable<Agreement> agreements =
            from OurProjection our in ours
            from BlasProjection peer in peers
            select Agreement.Of(our.Result(), peer.Result(), shape.N, Agreement.ToleranceOf(shape.K))
                .Demand($"{Name}, {our.Name} and {peer.Name}");
        return [agreements.MaxBy(agreement => agreement.Error)!];
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
}
