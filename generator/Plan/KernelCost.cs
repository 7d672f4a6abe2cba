namespace Transformers.Generated.Generator.Plan;

/// <summary>What a kernel costs for one unit of its work, counted on its formula: tails, padding and rescaling are not in it.</summary>
/// <param name="Unit">The unit: a token, a chosen row, a sequence, a query with a key in a head.</param>
/// <param name="Flops">
/// Additions, subtractions and multiplications on elements; a fused multiply-add is two. What a row needs once is left out.
/// </param>
/// <param name="BytesRead">Activations and embedding rows read, each once.</param>
/// <param name="BytesWritten">Results written, in each form that is needed.</param>
internal sealed record KernelCost(string Unit, long Flops, long BytesRead, long BytesWritten)
{
    /// <summary>Bytes of a float.</summary>
    public const int FloatBytes = 4;

    /// <summary>Bytes of a weight in a matrix.</summary>
    public static int BytesOf(WeightFormat format) => format == WeightFormat.Float32 ? FloatBytes : 2;

    /// <summary>The element function applied, or null: its own operations are not among <see cref="Flops"/>.</summary>
    public string? Function { get; init; }

    /// <summary>How many elements it is applied to.</summary>
    public int Evaluations { get; init; }
}
