using System;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>One projection kernel with random operands, the scalar twin's results, and how far from them a kernel may be.</summary>
internal sealed class ProjectionCase
{
    public const string Pattern = "Gemm(?<n>\\d+)x(?<k>\\d+)(?<nobias>NoBias)?(?<gated>Gated)?(?<activation>Relu|GeluTanh|Gelu|Silu|Tanh)?(?<target>Add|Output)?";

    // Steepest slope of the activations: GELU's is 1.13.
    private const double MaxSlope = 1.15;

    // Error of the activation functions themselves, in relation to max(1, |x|): see VectorMath.
    private const double ActivationError = 3e-7;

    private const int Guard = 64;

    private readonly ReferenceActivation _activation;
    private readonly bool _adds;
    private readonly bool _isCallers;
    private readonly float[] _panels;
    private readonly float[] _bias;

    public ProjectionCase(Match name, int rows, WeightFormat format)
    {
        Name = name.Value;
        N = int.Parse(name.Groups["n"].Value, null);
        K = int.Parse(name.Groups["k"].Value, null);
        _activation = name.Groups["activation"].Success ? Enum.Parse<ReferenceActivation>(name.Groups["activation"].Value) : ReferenceActivation.None;
        _adds = name.Groups["target"].Value == "Add";
        _isCallers = name.Groups["target"].Value == "Output";
        X = Operand.Random(1, rows * K);
        Residual = Operand.Random(2, rows * N);
        Weights = Random(3);
        Bias = name.Groups["nobias"].Success ? [] : Operand.Random(4, N);
        if (name.Groups["gated"].Success)
        {
            Gate = Random(5);
            GateBias = Bias.Length == 0 ? [] : Operand.Random(6, N);
        }

        float[] weights = Gate.Length == 0 ? Weights : Operand.ByTurns(Gate, Weights, K);
        _panels = Operand.Panels(weights, weights.Length / K, K, format);
        _bias = Bias.Length == 0 ? new float[PackedLayout.WideColumnBlock] : Operand.Vector(Gate.Length == 0 ? Bias : Operand.ByTurns(GateBias, Bias, 1));

        float[] Random(int seed) => [.. Operand.Random(seed, N * K, MathF.Sqrt(6f / K)).Select(each => RandomCheckpoint.Round(format, each))];
    }

    public string Name { get; }

    public int N { get; }

    public int K { get; }

    /// <summary>[rows, K].</summary>
    public float[] X { get; }

    /// <summary>[rows, N]: what a residual sum adds to.</summary>
    public float[] Residual { get; }

    private float[] Weights { get; }

    private float[] Bias { get; }

    /// <summary>[N, K], or empty for no gate.</summary>
    private float[] Gate { get; } = [];

    private float[] GateBias { get; } = [];

    /// <summary>[rows, N] by the scalar twin.</summary>
    public double[] Expected(float[] x) => Gate.Length == 0
        ? ReferenceProjection.Project(
            ReferenceMath.Widen(x), Weights, Bias, K, N, _activation, _adds ? ReferenceMath.Widen(Residual) : default)
        : [.. Gates(x).Zip(Up(x), static (gate, up) => gate * up)];

    /// <summary>[rows, N]: how far the kernel may be from the twin.</summary>
    public double[] Tolerances(float[] x)
    {
        if (Gate.Length > 0)
        {
            return GatedTolerances(x);
        }

        double[] magnitude = ReferenceProjection.Magnitude(ReferenceMath.Widen(x), Weights, Bias, K, N);
        return [.. magnitude.Select((sum, i) =>
        {
            double terms = sum + (_adds ? Math.Abs(Residual[i]) : 0);
            double chain = Tolerance.OfChain(K + 2, terms) + (K * float.Epsilon);
            return _activation == ReferenceActivation.None ? chain : (MaxSlope * chain) + (ActivationError * Math.Max(1, sum));
        })];
    }

    private double[] Gates(float[] x) => ReferenceProjection.Project(ReferenceMath.Widen(x), Gate, GateBias, K, N, _activation);

    private double[] Up(float[] x) => ReferenceProjection.Project(ReferenceMath.Widen(x), Weights, Bias, K, N);

    /// <summary>The error of a product: each factor's times the other, theirs together, and the rounding.</summary>
    private double[] GatedTolerances(float[] x)
    {
        double[] gates = Gates(x);
        double[] up = Up(x);
        double[] gateSums = ReferenceProjection.Magnitude(ReferenceMath.Widen(x), Gate, GateBias, K, N);
        double[] upSums = ReferenceProjection.Magnitude(ReferenceMath.Widen(x), Weights, Bias, K, N);
        return [.. gates.Select((gate, i) =>
        {
            double gateError = (MaxSlope * (Tolerance.OfChain(K + 2, gateSums[i]) + (K * float.Epsilon))) + (ActivationError * Math.Max(1, gateSums[i]));
            double upError = Tolerance.OfChain(K + 2, upSums[i]) + (K * float.Epsilon);
            return (Math.Abs(gate) * upError) + (Math.Abs(up[i]) * gateError) + (gateError * upError) + Tolerance.Ulp(gate * up[i]);
        })];
    }

    /// <summary>Runs a kernel on the first rows of x and returns y [rows, N]; nothing behind y may change.</summary>
    public float[] Run(KernelSet kernels, float[] x, int rows)
    {
        float[] input = Operand.Rows(x, rows, K);
        float[] y = _isCallers ? Operand.Marked((rows * N) + Guard) : Operand.MarkedRows(rows, N);
        if (_adds)
        {
            Operand.Rows(Residual, rows, N).CopyTo(y, 0);
        }

        if (kernels.CountBuffers(Name) == 4)
        {
            kernels.Get<KernelSet.Rows4>(Name)(KernelSet.NewLane(), rows, ref input[0], ref _panels[0], ref _bias[0], ref y[0]);
        }
        else
        {
            float[] scratch = Operand.Marked(KernelCase.Of("OddMasked").Definition.Workspace.LaneFloats);
            kernels.Get<KernelSet.Rows5>(Name)(KernelSet.NewLane(), rows, ref input[0], ref _panels[0], ref _bias[0], ref y[0], ref scratch[0]);
        }

        if (!_isCallers)
        {
            return Operand.Dense(y, rows, N);
        }

        Assert.All(y[^Guard..], value => Assert.Equal(Operand.Untouched, value));
        return y[..^Guard];
    }
}
