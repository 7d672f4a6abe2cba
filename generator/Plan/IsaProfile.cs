using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>An instruction set as the planner sees it: one row of a table, not a class hierarchy.</summary>
/// <param name="Name">Name of the generated kernel set, and of the runtime's <c>InstructionSet</c> value.</param>
/// <param name="VectorType">The .NET vector type the kernels are written with.</param>
/// <param name="Lanes">Floats in a vector.</param>
/// <param name="Registers">Vector registers.</param>
/// <param name="IsFused">
/// Whether multiply-add rounds once. The portable set multiplies and adds: without hardware support a fused operation is 44 times slower.
/// </param>
/// <param name="TileRows">Rows of the main projection tile.</param>
/// <param name="TilePanels">Panels of 16 outputs side by side in the main projection tile.</param>
/// <param name="X86Class">The class of <c>System.Runtime.Intrinsics.X86</c> with Max and Min of this width; null for ARM64: Vector128's do.</param>
/// <param name="Requirement">What the processor must have, for the reader.</param>
internal sealed record IsaProfile(
    string Name, string VectorType, int Lanes, int Registers, bool IsFused, int TileRows, int TilePanels, string? X86Class, string Requirement)
{
    // Accumulators + weights + one broadcast input must fit the registers: a spilled accumulator costs two thirds of the speed.
    //   Avx2      6×16: 12 + 2 + 1 = 15 of 16 (the tile of BLIS on Haswell)
    //   Avx512   12×32: 24 + 2 + 1 = 27 of 32
    //   AdvSimd   6×16: 24 + 4 + 1 = 29 of 32
    //   Portable  2×16:  8 + 4 + 1 = 13 of 16, which SSE2 has
    public static readonly IsaProfile[] All =
    [
        new("Avx512", "Vector512", 16, 32, true, 12, 2, "Avx512F", "AVX-512F"),
        new("Avx2", "Vector256", 8, 16, true, 6, 1, "Avx", "AVX2 and FMA"),
        new("AdvSimd", "Vector128", 4, 32, true, 6, 1, null, "ARM64 Advanced SIMD"),
        new("Portable", "Vector128", 4, 16, false, 2, 1, "Sse", "any processor"),
    ];

    /// <summary>Whether tiles fetch weights ahead: where .NET can say so, and computing does not take longer than fetching anyway.</summary>
    public bool Prefetches => Lanes >= 8;

    /// <summary>Whether a product can take one float from memory for all lanes.</summary>
    public bool BroadcastsOperands => Lanes == 16;

    /// <summary>Vectors in one panel row of 16 outputs.</summary>
    public int VectorsPerPanel => PackedLayout.PanelWidth / Lanes;

    /// <summary>Registers that a tile needs: accumulators, one row of weights, one broadcast input.</summary>
    public int RegistersOf(int rows, int panels) => ((rows + 1) * panels * VectorsPerPanel) + 1;

    /// <summary>
    /// Registers that a tile needs. One of a single row multiplies by weights as it reads them: where multiplication and addition are two
    /// instructions, a product and a weight take a register each. Two 16-bit weights come at once, for two inputs, and are widened one by one.
    /// </summary>
    public int RegistersOf(TilePlan tile)
    {
        int pair = tile.Format == WeightFormat.Float32 ? 0 : 3;
        int registers = tile.Rows == 1
            ? (tile.Panels * VectorsPerPanel) + (IsFused ? 1 : 3) + pair
            : RegistersOf(tile.Rows, tile.Panels);
        return registers + ConstantsOf(tile);
    }

    /// <summary>Registers for what widens 16-bit weights, a mask and float16's factor; x86 takes them from memory as it computes.</summary>
    public int ConstantsOf(TilePlan tile) => X86Class is not null ? 0 : tile.Format switch
    {
        WeightFormat.BFloat16 => 1,
        WeightFormat.Float16 => 2,
        _ => 0,
    };
}
