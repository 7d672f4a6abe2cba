using System.Numerics;

namespace Transformers.Generated.Generation;

/// <summary>
/// The random numbers of sampling: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).
/// </summary>
/// <remarks>
/// Our own, because a seed has to mean the same on every machine and in every version, which System.Random does not promise. Four words of
/// state from four steps of SplitMix64 over the seed, as its authors advise. Period 2^256 - 1. Not for cryptography.
/// </remarks>
internal sealed class RandomSource
{
    private const double Unit = 1.0 / (1L << 53); // the resolution of a double in [0, 1)

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public RandomSource(long seed)
    {
        ulong state = (ulong)seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>A number from 0 to below 1: the upper 53 bits of the next 64.</summary>
    public double NextDouble() => (Next() >> 11) * Unit;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A step of SplitMix64 (Steele, Lea and Flood 2014; constants of Stafford's variant 13).</summary>
    internal static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
