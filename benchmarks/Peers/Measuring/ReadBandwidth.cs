using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;

namespace Peers.Measuring;

/// <summary>
/// How fast memory can be read at the moment: the threads share out slices of a buffer that no cache holds, onwards from run to run.
/// </summary>
internal sealed class ReadBandwidth(int threads) : Contestant("read bandwidth")
{
    private const int SliceFloats = 1 << 18;
    private const int Slices = 512;
    private const int SlicesPerThread = 16;

    private readonly Reader _reader = new(SlicesPerThread * threads);

    /// <summary>Bytes of one run.</summary>
    public double Bytes { get; } = (double)sizeof(float) * SliceFloats * SlicesPerThread * threads;

    public override void Run()
    {
        WorkerTeam.Shared.Run(_reader, threads, default);
        _reader.First = (_reader.First + (SlicesPerThread * threads)) % Slices;
    }

    public override void Dispose() => _reader.Buffer.Dispose();

    private sealed class Reader(int items) : ParallelPass
    {
        private readonly float[] _results = new float[items];

        public int First { get; set; }

        /// <summary>Written once, or all of it would be one page of zeros.</summary>
        public AlignedBuffer Buffer { get; } = Filled();

        protected override void Run(Lane lane)
        {
            while (lane.Claim(items, out int item))
            {
                _results[item] = Sum(ref Buffer.At((nint)((First + item) % Slices) * SliceFloats));
            }
        }

        private static AlignedBuffer Filled()
        {
            AlignedBuffer buffer = new((nint)SliceFloats * Slices);
            for (int slice = 0; slice < Slices; slice++)
            {
                buffer.Span((nint)slice * SliceFloats, SliceFloats).Fill(1f);
            }

            return buffer;
        }

        /// <summary>Four streams, each a quarter of the slice: one alone does not keep the memory busy.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Sum(ref float start)
        {
            const int Quarter = SliceFloats / 4;
            Vector256<float> a = default, b = default, c = default, d = default;
            for (nint i = 0; i < Quarter; i += Vector256<float>.Count)
            {
                a += Load(ref start, i);
                b += Load(ref start, i + Quarter);
                c += Load(ref start, i + (2 * Quarter));
                d += Load(ref start, i + (3 * Quarter));
            }

            return Vector256.Sum(a + b + c + d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Load(ref float start, nint index) =>
            Unsafe.As<float, Vector256<float>>(ref Unsafe.Add(ref start, index));
    }
}
