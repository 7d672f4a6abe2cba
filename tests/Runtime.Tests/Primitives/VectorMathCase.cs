using System;
using System.Runtime.Intrinsics;
using Transformers.Generated.Primitives;
using Transformers.Generated.Reference;

namespace Runtime.Tests.Primitives;

/// <summary>A vector function, its double reference, and the error allowed at (x, exact result).</summary>
internal sealed record VectorMathCase(
    string Name,
    Func<Vector256<float>, Vector256<float>> Function,
    Func<double, double> Reference,
    Func<double, double, double> Tolerance)
{
    /// <summary>
    /// One row per function. Above each bound is the largest error measured over every 251st float32 or more, with fused multiply-add
    /// and without; one ulp is <see cref="Transformers.Generated.Reference.Tolerance.Ulp"/> of the exact result.
    /// </summary>
    internal static readonly VectorMathCase[] All =
    [
        // 2.31 and 2.47 ulp; results below 2^-126.5 are 0.
        new("Exp2NonPositive", x => VectorMath.Exp2NonPositive(NonPositive(x)), x => Math.Pow(2, Math.Min(x, 0)), Ulps(2.6, 8.4e-39)),

        // 1.24 and 1.27 ulp; results below 2^-125.5 are 0.
        new("Exp", VectorMath.Exp, Math.Exp, Ulps(1.4, 1.7e-38)),

        // 1.95 and 1.80 ulp.
        new("Tanh", VectorMath.Tanh, ReferenceMath.Tanh, Ulps(2.1)),

        // 3.02 and 3.03 ulp.
        new("Erf", VectorMath.Erf, ReferenceMath.Erf, Ulps(3.2)),

        // 3.03 and 3.03 ulp; results below 2.9e-39 are 0.
        new("Sigmoid", VectorMath.Sigmoid, ReferenceMath.Sigmoid, Ulps(3.2, 3e-39)),

        // 2.81 and 2.67 ulp; results smaller than 2.6e-37 are 0.
        new("Silu", VectorMath.Silu, ReferenceMath.Silu, Ulps(3.1, 2.7e-37)),

        // Error / max(1, |x|): 8.7e-8 and 9.6e-8. Error / result from -6.5 to 0: 1.0e-5 and 1.1e-5.
        new("Gelu", VectorMath.Gelu, ReferenceMath.Gelu, Absolute(1e-7)),
        new("Gelu, negative", x => VectorMath.Gelu(Tail(x)), x => ReferenceMath.Gelu(Tail(x)), Relative(2e-5)),

        // Error / max(1, |x|): 8.9e-8 and 8.6e-8. Error / result from -6.5 to 0: 3.3e-6 and 4.1e-6.
        new("GeluTanh", VectorMath.GeluTanh, ReferenceMath.GeluTanh, Absolute(1e-7)),
        new("GeluTanh, negative", x => VectorMath.GeluTanh(Tail(x)), x => ReferenceMath.GeluTanh(Tail(x)), Relative(1e-5)),

        new("Relu", VectorMath.Relu, ReferenceMath.Relu, Ulps(0)),
    ];

    public override string ToString()
    {
        return Name;
    }

    private static Vector256<float> NonPositive(Vector256<float> x)
    {
        return Vector256.Min(x, Vector256<float>.Zero);
    }

    // Folds the numbers into [-6.5, -1e-30].
    private static Vector256<float> Tail(Vector256<float> x)
    {
        return Vector256.Max(Vector256.Create(-6.5f), Vector256.Min(-Vector256.Abs(x), Vector256.Create(-1e-30f)));
    }

    private static double Tail(double x)
    {
        return Math.Max(-6.5, Math.Min(-Math.Abs(x), -1e-30f));
    }

    private static Func<double, double, double> Ulps(double count, double flushed = 0)
    {
        return (_, exact) => (count * Transformers.Generated.Reference.Tolerance.Ulp(exact)) + flushed;
    }

    private static Func<double, double, double> Relative(double error)
    {
        return (_, exact) => error * Math.Abs(exact);
    }

    private static Func<double, double, double> Absolute(double error)
    {
        return (x, _) => error * Math.Max(1, Math.Abs(x));
    }
}
