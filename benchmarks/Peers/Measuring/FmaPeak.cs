using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Transformers.Generated.Threading;

namespace Peers.Measuring;

/// <summary>The most multiply-adds this machine can do at the moment: sixteen independent chains in registers, on every thread.</summary>
internal sealed class FmaPeak(int threads) : Contestant("FMA peak")
{
    private const int Chains = 16;
    private const int Iterations = 2400;

    /// <summary>
    /// A millisecond or more, so that waking threads does not count; in small items, so that one that comes late does less.
    /// </summary>
    private const int ItemsPerThread = 100;

    private readonly ChainPass _pass = new(ItemsPerThread * threads);

    /// <summary>Floating-point operations of one run.</summary>
    public double Flops { get; } = 2.0 * Chains * Iterations * ItemsPerThread * threads * (Vector512.IsHardwareAccelerated ? 16 : 8);

    /// <summary>The vectors used.</summary>
    public static string Width => Vector512.IsHardwareAccelerated ? "512-bit" : "256-bit";

    public override void Run() => WorkerTeam.Shared.Run(_pass, threads, default);

    private sealed class ChainPass(int items) : ParallelPass
    {
        private readonly float[] _results = new float[items];

        protected override void Run(Lane lane)
        {
            while (lane.Claim(items, out int item))
            {
                _results[item] = Vector512.IsHardwareAccelerated ? Run512() : Run256();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Run512()
        {
            Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
            Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
            for (int count = 0; count < Iterations; count++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, y);
                b = Vector512.FusedMultiplyAdd(b, x, y);
                c = Vector512.FusedMultiplyAdd(c, x, y);
                d = Vector512.FusedMultiplyAdd(d, x, y);
                e = Vector512.FusedMultiplyAdd(e, x, y);
                f = Vector512.FusedMultiplyAdd(f, x, y);
                g = Vector512.FusedMultiplyAdd(g, x, y);
                h = Vector512.FusedMultiplyAdd(h, x, y);
                i = Vector512.FusedMultiplyAdd(i, x, y);
                j = Vector512.FusedMultiplyAdd(j, x, y);
                k = Vector512.FusedMultiplyAdd(k, x, y);
                l = Vector512.FusedMultiplyAdd(l, x, y);
                m = Vector512.FusedMultiplyAdd(m, x, y);
                n = Vector512.FusedMultiplyAdd(n, x, y);
                o = Vector512.FusedMultiplyAdd(o, x, y);
                p = Vector512.FusedMultiplyAdd(p, x, y);
            }

            return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
        }

        /// <summary>Twelve chains and two constants fit the sixteen registers; the other four wait for another turn of the loop.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Run256()
        {
            Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
            Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (int count = 0; count < Iterations * Chains / 12; count++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, y);
                b = Vector256.FusedMultiplyAdd(b, x, y);
                c = Vector256.FusedMultiplyAdd(c, x, y);
                d = Vector256.FusedMultiplyAdd(d, x, y);
                e = Vector256.FusedMultiplyAdd(e, x, y);
                f = Vector256.FusedMultiplyAdd(f, x, y);
                g = Vector256.FusedMultiplyAdd(g, x, y);
                h = Vector256.FusedMultiplyAdd(h, x, y);
                i = Vector256.FusedMultiplyAdd(i, x, y);
                j = Vector256.FusedMultiplyAdd(j, x, y);
                k = Vector256.FusedMultiplyAdd(k, x, y);
                l = Vector256.FusedMultiplyAdd(l, x, y);
            }

            return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }
}
