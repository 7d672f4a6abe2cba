namespace Transformers.Generated.Generator.Plan;

/// <summary>
/// A register tile: y[r][o] = init[r][o] + Σ_k x[r, k] · w[k][o] for a fixed number of rows r and of panels of 16 outputs o.
/// </summary>
/// <param name="Name">Method name.</param>
/// <param name="Rows">Rows r.</param>
/// <param name="Panels">Panels side by side.</param>
/// <param name="Depth">Number of k, or 0 where it is an argument.</param>
/// <param name="InputRowStride">Floats from x[r, k] to x[r + 1, k], or 0 where the inputs' constants or an argument tell.</param>
/// <param name="InputDepthStride">Floats from x[r, k] to x[r, k + 1].</param>
/// <param name="IsInitialized">Whether sums start from init (a bias, or what is in y) or from zero.</param>
/// <param name="OutputStride">Floats from y[r] to y[r + 1], or 0 where it is an argument.</param>
internal sealed record TilePlan(
    string Name, int Rows, int Panels, int Depth, int InputRowStride, int InputDepthStride, bool IsInitialized, int OutputStride)
{
    /// <summary>What w holds: 16-bit weights lie in pairs of an even k and the next.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>Floats from w[k] to w[k + 1], or from one pair to the next.</summary>
    public int WeightStride { get; init; } = Weights.PackedLayout.PanelWidth;

    /// <summary>Floats from one panel to the next, or 0 where the inputs' constants or an argument tell.</summary>
    public int PanelStride { get; init; }

    /// <summary>Whether it fetches ahead from <c>next</c> on as much as it reads from w, and at the same distances.</summary>
    public bool FetchesAlong { get; init; }

    /// <summary>
    /// Whether it belongs to a block of weights, which come from far memory while the block before is used. It is then generic over the
    /// inputs, whose number and strides are constants where it is compiled.
    /// </summary>
    public bool IsProjection => Depth > 0 && OutputStride == 0;

    /// <summary>
    /// Whether it takes its weights under two names: all registers hold sums, and the JIT would keep what it loads for an even k until the odd
    /// one after it, and spill, if it knew that both read the same place.
    /// </summary>
    public bool LoadsTwice => Format != WeightFormat.Float32 && Rows > 1;
}
