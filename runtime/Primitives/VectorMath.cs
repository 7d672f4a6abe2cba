using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector256<float>;
using VI = System.Runtime.Intrinsics.Vector256<int>;
using Vec = System.Runtime.Intrinsics.Vector256;

namespace Transformers.Generated.Primitives;

/// <summary>
/// The element functions of the kernels, one vector of float32 in, one out: exp, tanh, erf, the activations, and sums across a vector.
/// </summary>
/// <remarks>
/// <para>
/// The generator copies parts of this file as text into generated code, under aliases for Vector128, Vector256 or Vector512, so that they
/// inline into every kernel, also in images compiled ahead of time. Therefore: only the aliases <c>V</c>, <c>VI</c> and <c>Vec</c> name
/// the width; a function calls nothing but vector operations that are one or two instructions on SSE4.1, AVX2, AVX-512 and NEON, and
/// other functions of this file. Each lies between a <c>splice</c> line and its end; <c>requires</c> lists the functions it calls directly.
/// </para>
/// <para>
/// The fitted constants come from <c>derive_coefficients.py</c> beside this file; polynomials are summed in pairs (Estrin), which shortens
/// the dependency chain that limits these functions. Errors are the largest over every 251st float32 against a double reference, with
/// and without fused multiply-add; an ulp is the distance of the floats around the exact value. VectorMathTests holds them to it.
/// Every function returns NaN for NaN.
/// </para>
/// </remarks>
internal static class VectorMath
{
    // <splice name="MultiplyAdd">
    /// <summary>a·b + c: rounded once where the hardware multiplies and adds in one instruction, else rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V MultiplyAdd(V a, V b, V c)
    {
        return Fma.IsSupported || AdvSimd.IsSupported ? Vec.FusedMultiplyAdd(a, b, c) : (a * b) + c;
    }
    // </splice>

    // <splice name="AtLeast">
    /// <summary>The larger of x and a bound that is not NaN: NaN for NaN; of two zeros x86 gives x, Arm +0.</summary>
    /// <remarks>
    /// The bound comes first: on x86 the instruction returns its second operand where one is NaN, on Arm it returns the NaN. MaxNative stays
    /// a call in ReadyToRun images, because processors differ in it, so the generator names the instruction of each set in its place.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V AtLeast(V x, V bound)
    {
        return Vec.MaxNative(bound, x);
    }
    // </splice>

    // <splice name="AtMost">
    /// <summary>The smaller of x and a bound that is not NaN: NaN for NaN. As <see cref="AtLeast"/>, the bound comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V AtMost(V x, V bound)
    {
        return Vec.MinNative(bound, x);
    }
    // </splice>

    // <splice name="Exp2" requires="MultiplyAdd">
    /// <summary>2^t for -127 ≤ t ≤ 127; a larger |t| gives nonsense.</summary>
    /// <remarks>
    /// Method: t = n + f, |f| ≤ 1/2, and 2^f by a polynomial of degree 5.
    /// Error ≤ 2.5 ulp for t ≥ -126.
    /// 0 → 1 exactly; t &lt; -126.5 → 0 exactly.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp2(V t)
    {
        // 1.5·2^23 + 127: at this size floats are whole numbers, so adding rounds t to n, and the low bits hold n + 127, the exponent
        // field of 2^n (0, that is the number 0, for n = -127).
        V magic = Vec.Create(12583039f);
        V rounded = t + magic;
        V f = t - (rounded - magic);
        VI scale = Vec.AsInt32(rounded) << 23;

        V f2 = f * f;
        V p01 = MultiplyAdd(Vec.Create(0.693147004f), f, Vec.Create(1f));
        V p23 = MultiplyAdd(Vec.Create(0.0555071123f), f, Vec.Create(0.240222469f));
        V p45 = MultiplyAdd(Vec.Create(0.00132694119f), f, Vec.Create(0.00967129506f));
        V p = MultiplyAdd(MultiplyAdd(p45, f2, p23), f2, p01);
        return p * Vec.AsSingle(scale);
    }
    // </splice>

    // <splice name="Exp2NonPositive" requires="AtLeast Exp2">
    /// <summary>2^t for t ≤ 0: the exponential of softmax, with log2(e) folded into the scale of the scores.</summary>
    /// <remarks>
    /// As <see cref="Exp2"/>, and -∞ → 0 exactly. A t above 0 by a rounding error does no harm: the bound is 127.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp2NonPositive(V t)
    {
        return Exp2(AtLeast(t, Vec.Create(-127f)));
    }
    // </splice>

    // <splice name="Exp" requires="MultiplyAdd AtLeast AtMost">
    /// <summary>e^x over the whole range.</summary>
    /// <remarks>
    /// Method: x = n·ln2 + r, |r| ≤ ln2/2, with ln2 in two parts (Cody and Waite);
    /// 2·e^r by a polynomial of degree 6, times 2^(n-1).
    /// Error ≤ 1.3 ulp for -86.98 ≤ x ≤ 88.72.
    /// 0 → 1 exactly; x &lt; -86.99 (results below 1.7e-38), so also -∞ → 0 exactly; x ≥ 88.73 → +∞.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp(V x)
    {
        // The bounds round to n = -126, whose scale below is 0, and to n = 128, where e^x is +∞.
        x = AtMost(AtLeast(x, Vec.Create(-87.25f)), Vec.Create(89f));

        // 1.5·2^23 + 126: adding rounds to n, and the low bits hold n + 126, the exponent field of 2^(n-1).
        V magic = Vec.Create(12583038f);
        V rounded = MultiplyAdd(x, Vec.Create(1.44269504f), magic); // log2(e)
        V n = rounded - magic;
        VI scale = Vec.AsInt32(rounded) << 23;

        V r = MultiplyAdd(n, Vec.Create(-0.693145751953125f), x);   // ln2, its first 15 bits: n times it is exact
        r = MultiplyAdd(n, Vec.Create(-1.42860677e-06f), r);        // ln2, the rest
        V r2 = r * r;
        V p01 = MultiplyAdd(Vec.Create(2f), r, Vec.Create(2f));
        V p23 = MultiplyAdd(Vec.Create(0.333330423f), r, Vec.Create(0.999999881f));
        V p45 = MultiplyAdd(Vec.Create(0.0167373493f), r, Vec.Create(0.0833365247f));
        V p456 = MultiplyAdd(Vec.Create(0.0027642108f), r2, p45);
        V p = MultiplyAdd(MultiplyAdd(p456, r2, p23), r2, p01);
        return p * Vec.AsSingle(scale);
    }
    // </splice>

    // <splice name="Tanh" requires="MultiplyAdd AtLeast Exp2">
    /// <summary>tanh(x).</summary>
    /// <remarks>
    /// Method: for |x| &lt; 0.625 x·P(x²), P of degree 5; else ±(1 - 2·e/(1 + e)) with e = e^(-2·|x|).
    /// Error ≤ 2.0 ulp.
    /// Odd to the bit; ±0 → ±0; |x| ≥ 9.1, so also ±∞ → ±1 exactly; never beyond ±1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh(V x)
    {
        V signBit = Vec.Create(-0f);
        V u = x * x;
        V u2 = u * u;
        V p01 = MultiplyAdd(Vec.Create(-0.333332807f), u, Vec.Create(1f));
        V p23 = MultiplyAdd(Vec.Create(-0.0537365153f), u, Vec.Create(0.133314058f));
        V p45 = MultiplyAdd(Vec.Create(-0.00569229666f), u, Vec.Create(0.0206281673f));
        V small = x * MultiplyAdd(MultiplyAdd(p45, u2, p23), u2, p01);

        V negative = AtLeast(x | signBit, Vec.Create(-20f));
        V e = Exp2(negative * Vec.Create(2.88539008f)); // 2·log2(e)
        V large = Vec.Create(1f) - ((e + e) / (Vec.Create(1f) + e));
        return Vec.ConditionalSelect(Vec.GreaterThan(negative, Vec.Create(-0.625f)), small, large | (x & signBit));
    }
    // </splice>

    // <splice name="NormalTailLog2" requires="MultiplyAdd">
    /// <summary>log2 Q(y), where Q(y) = erfc(y/√2)/2 is the upper tail of the normal distribution, given -y.</summary>
    /// <remarks>
    /// Method: a polynomial T of degree 10 fitted for 0 ≤ y ≤ 6.5, where 2^T is right to 5.6e-6 relative and y·2^T to 5.6e-9 absolute.
    /// Beyond, T keeps falling, faster than log2 Q: T(11.7) = -127.1, where log2 Q = -103.7.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalTailLog2(V negative)
    {
        V u = negative * negative;
        V u2 = u * u;
        V t01 = MultiplyAdd(Vec.Create(1.15110815f), negative, Vec.Create(-1f));
        V t23 = MultiplyAdd(Vec.Create(0.0525340885f), negative, Vec.Create(-0.459189087f));
        V t45 = MultiplyAdd(Vec.Create(0.000110510729f), negative, Vec.Create(0.00708182156f));
        V t67 = MultiplyAdd(Vec.Create(-6.0420909e-05f), negative, Vec.Create(-0.000225630254f));
        V t89 = MultiplyAdd(Vec.Create(-5.892893e-07f), negative, Vec.Create(-8.14653322e-06f));
        V t03 = MultiplyAdd(t23, u, t01);
        V t47 = MultiplyAdd(t67, u, t45);
        V t8 = MultiplyAdd(Vec.Create(-1.80818738e-08f), u, t89);
        return MultiplyAdd(MultiplyAdd(t8, u2, t47), u2, t03);
    }
    // </splice>

    // <splice name="Erf" requires="MultiplyAdd AtLeast Exp2 NormalTailLog2">
    /// <summary>erf(x) = 2/√π ∫₀ˣ e^(-s²) ds.</summary>
    /// <remarks>
    /// Method: for |x| &lt; 0.875 x·P(x²), P of degree 5; else ±(1 - 2·Q(√2·|x|)) with the upper tail Q of the normal distribution.
    /// Error ≤ 3.1 ulp.
    /// Odd to the bit; ±0 → ±0; |x| ≥ 4, so also ±∞ → ±1 exactly; never beyond ±1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erf(V x)
    {
        V signBit = Vec.Create(-0f);
        V u = x * x;
        V u2 = u * u;
        V p01 = MultiplyAdd(Vec.Create(-0.376122177f), u, Vec.Create(1.12837911f));
        V p23 = MultiplyAdd(Vec.Create(-0.0266629141f), u, Vec.Create(0.112789594f));
        V p45 = MultiplyAdd(Vec.Create(-0.00051915599f), u, Vec.Create(0.00483935745f));
        V small = x * MultiplyAdd(MultiplyAdd(p45, u2, p23), u2, p01);

        V negative = AtLeast(x | signBit, Vec.Create(-5f));
        V tail = Exp2(NormalTailLog2(negative * Vec.Create(1.41421354f))); // √2
        V large = Vec.Create(1f) - (tail + tail);
        return Vec.ConditionalSelect(Vec.GreaterThan(negative, Vec.Create(-0.875f)), small, large | (x & signBit));
    }
    // </splice>

    // <splice name="Relu" requires="AtLeast">
    /// <summary>max(x, 0). Exact; the sign of a zero result differs between instruction sets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Relu(V x)
    {
        return AtLeast(x, V.Zero);
    }
    // </splice>

    // <splice name="Gelu" requires="MultiplyAdd AtLeast Exp2 NormalTailLog2 Relu">
    /// <summary>x·Φ(x) = x/2·(1 + erf(x/√2)), the exact GELU (Hendrycks and Gimpel 2016).</summary>
    /// <remarks>
    /// Method: max(x, 0) - y·Q(y) with y = |x| and Q the upper tail of the normal distribution, so neither side cancels.
    /// Error ≤ 1e-7·max(1, |x|), in relation to the result at most 2e-5 down to x = -6.5 (result -2.6e-10).
    /// ±0 → 0; x ≤ -11.7, so also -∞ → 0 exactly (PyTorch gives NaN for -∞); +∞ → +∞.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Gelu(V x)
    {
        // -y, at least -11.7, where the exponent is -127.1 and Exp2 gives 0 exactly.
        V negative = AtLeast(x | Vec.Create(-0f), Vec.Create(-11.7f));
        return MultiplyAdd(negative, Exp2(NormalTailLog2(negative)), Relu(x));
    }
    // </splice>

    // <splice name="GeluTanh" requires="MultiplyAdd AtLeast Exp2 Relu">
    /// <summary>x/2·(1 + tanh u), u = √(2/π)·(x + 0.044715·x³), the approximate GELU ("gelu_new").</summary>
    /// <remarks>
    /// Method: the same number as max(x, 0) - y·e/(1 + e) with y = |x| and e = e^(-2u(y)) ≤ 1; neither side cancels.
    /// Error ≤ 9e-8·max(1, |x|), in relation to the result at most 1e-5 down to x = -6.5.
    /// ±0 → 0; x ≤ -10, so also -∞ → 0 (PyTorch gives NaN for -∞); +∞ → +∞.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V GeluTanh(V x)
    {
        // -y, at least -10.03, where the exponent below is -127.0 and Exp2 gives 0 exactly.
        V negative = AtLeast(x | Vec.Create(-0f), Vec.Create(-10.03f));
        // The two constants are 2·√(2/π)·log2(e), times 0.044715 and times 1.
        V slope = MultiplyAdd(negative * negative, Vec.Create(0.10294324f), Vec.Create(2.3022082f));
        V e = Exp2(negative * slope);
        return Relu(x) + (negative * e / (Vec.Create(1f) + e));
    }
    // </splice>

    // <splice name="Sigmoid" requires="Exp">
    /// <summary>1 / (1 + e^(-x)).</summary>
    /// <remarks>
    /// Error ≤ 3.1 ulp for x ≥ -86.
    /// x ≤ -88.73, so also -∞ → 0 exactly; +∞ → 1 exactly.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sigmoid(V x)
    {
        return Vec.Create(1f) / (Vec.Create(1f) + Exp(-x));
    }
    // </splice>

    // <splice name="Silu" requires="AtLeast Exp">
    /// <summary>x / (1 + e^(-x)), also called swish.</summary>
    /// <remarks>
    /// Error ≤ 3.0 ulp for x ≥ -86.
    /// ±0 → ±0; x ≤ -88.73, so also -∞ → -0 (PyTorch gives NaN for -∞); +∞ → +∞.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Silu(V x)
    {
        x = AtLeast(x, Vec.Create(float.MinValue)); // finite, since -∞/∞ would be NaN
        return x / (Vec.Create(1f) + Exp(-x));
    }
    // </splice>

    // <splice name="EvenBFloat16">
    /// <summary>The bfloat16 in the lower half of each slot, exactly: the upper 16 bits of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V EvenBFloat16(V slots)
    {
        return Vec.AsSingle(Vec.AsInt32(slots) << 16);
    }
    // </splice>

    // <splice name="OddBFloat16">
    /// <summary>The bfloat16 in the upper half of each slot, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V OddBFloat16(V slots)
    {
        return Vec.AsSingle(Vec.AsInt32(slots) & Vec.Create(-0x1_0000));
    }
    // </splice>

    // <splice name="EvenFloat16" requires="OddFloat16">
    /// <summary>The finite float16 in the lower half of each slot, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V EvenFloat16(V slots)
    {
        return OddFloat16(Vec.AsSingle(Vec.AsInt32(slots) << 16));
    }
    // </splice>

    // <splice name="OddFloat16">
    /// <summary>The finite float16 in the upper half of each slot, exactly; infinity and NaN become finite.</summary>
    /// <remarks>
    /// Method: exponent (5 bits) and fraction (10) move to the places of a float's, the sign stays, three copies of it are masked away; the
    /// exponent's bias of 15 becomes 127 by a factor of 2^112, which also makes normal floats of subnormal halves.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V OddFloat16(V slots)
    {
        return Vec.AsSingle((Vec.AsInt32(slots) >> 3) & Vec.Create(-0x7000_2000)) * Vec.Create(5.192297E+33f);
    }
    // </splice>

    // <splice name="HorizontalSum128">
    /// <summary>The sum of 4 lanes as (x0 + x2) + (x1 + x3): the upper half is added to the lower until one lane is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalSum(Vector128<float> x)
    {
        x += Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1));
        x += Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2));
        return x.ToScalar();
    }
    // </splice>

    // <splice name="HorizontalSum256" requires="HorizontalSum128">
    /// <summary>The sum of 8 lanes: the upper half is added to the lower until one lane is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalSum(Vector256<float> x)
    {
        return HorizontalSum(x.GetLower() + x.GetUpper());
    }
    // </splice>

    // <splice name="HorizontalSum512" requires="HorizontalSum256">
    /// <summary>The sum of 16 lanes: the upper half is added to the lower until one lane is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalSum(Vector512<float> x)
    {
        return HorizontalSum(x.GetLower() + x.GetUpper());
    }
    // </splice>

    // <splice name="HorizontalMax128">
    /// <summary>The largest of 4 lanes, NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalMax(Vector128<float> x)
    {
        x = Vector128.Max(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        x = Vector128.Max(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2)));
        return x.ToScalar();
    }
    // </splice>

    // <splice name="HorizontalMax256" requires="HorizontalMax128">
    /// <summary>The largest of 8 lanes, NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalMax(Vector256<float> x)
    {
        return HorizontalMax(Vector128.Max(x.GetLower(), x.GetUpper()));
    }
    // </splice>

    // <splice name="HorizontalMax512" requires="HorizontalMax256">
    /// <summary>The largest of 16 lanes, NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float HorizontalMax(Vector512<float> x)
    {
        return HorizontalMax(Vector256.Max(x.GetLower(), x.GetUpper()));
    }
    // </splice>
}
