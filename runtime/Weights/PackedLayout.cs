namespace Transformers.Generated.Weights;

/// <summary>Where packed weights and rows of activations lie: the formulas that plan, loader and kernels must agree on.</summary>
/// <remarks>
/// This file is compiled into the runtime and, as a link, into the source generator (netstandard2.0): nothing but arithmetic belongs here.
/// All sizes are in floats. <c>n</c> counts outputs (rows of an [out, in] weight), <c>k</c> counts inputs. Weights of 16 bits lie in pairs,
/// of an even k and the next, in one float's place, a slot: the even one in the lower half. Such a weight has <see cref="Slots"/> for its
/// k, and slot k / 2 of an output for its inputs k and k + 1.
/// </remarks>
internal static class PackedLayout
{
    /// <summary>Outputs in one panel: two 256-bit or one 512-bit vector of floats, and exactly one cache line.</summary>
    internal const int PanelWidth = 16;

    /// <summary>Outputs in two panels.</summary>
    internal const int PairWidth = 2 * PanelWidth;

    /// <summary>Rows of the tallest tile of any instruction set, and a multiple of those of all main tiles.</summary>
    internal const int TallestTile = 12;

    /// <summary>Rows that one work item of a projection covers at most: whole tiles, whose inputs stay in the L2 cache.</summary>
    internal const int RowBlock = 11 * TallestTile;

    /// <summary>Outputs that one work item of a projection covers at most.</summary>
    internal const int ColumnBlock = 4 * PanelWidth;

    /// <summary>The same for a single row, which takes as long as reading weights: eight panels side by side get more from memory than four.</summary>
    internal const int WideColumnBlock = 8 * PanelWidth;

    /// <summary>Queries in one work item of attention: enough to spread a long sequence over the lanes.</summary>
    internal const int QueriesPerChunk = 256;

    /// <summary>Keys in a block of a key/value cache, and the keys after which a running softmax is rescaled.</summary>
    internal const int KeyBlock = 96;

    /// <summary>Alignment of every tensor in the arena, in bytes: one cache line.</summary>
    internal const int AlignmentBytes = 64;

    /// <summary>Alignment of every tensor in the arena, in floats.</summary>
    internal const int AlignmentFloats = AlignmentBytes / sizeof(float);

    /// <summary>
    /// Floats of memory that <paramref name="k"/> weights of one output take; of an odd number of 16-bit ones the last half is zero.
    /// </summary>
    internal static int Slots(int k, WeightFormat format) => format == WeightFormat.Float32 ? k : (k / 2) + (k % 2);

    /// <summary>Panels that hold <paramref name="n"/> outputs, an even number: AVX-512 tiles take two panels at a time.</summary>
    internal static int PanelCount(int n) => ((n / PairWidth) + (n % PairWidth == 0 ? 0 : 1)) * 2;

    /// <summary>Floats of an [n, k] weight packed as [panels][k][16]; lanes beyond n are zero.</summary>
    internal static long PanelFloats(int n, int k) => (long)PanelCount(n) * PanelWidth * k;

    /// <summary>Floats of a vector of <paramref name="n"/> values, zero-padded to whole pairs of panels.</summary>
    internal static long VectorFloats(int n) => (long)PanelCount(n) * PanelWidth;

    /// <summary>Outputs of two weights of <paramref name="n"/> outputs each that lie in one another by turns, a panel of each.</summary>
    internal static int AlternatingRows(int n) => ((n / PanelWidth) + (n % PanelWidth == 0 ? 0 : 1)) * PairWidth;

    /// <summary>Where output <paramref name="o"/> of the first (0) or second (1) of two such weights lies.</summary>
    /// <param name="o">Output of that weight.</param>
    /// <param name="part">0 or 1.</param>
    internal static int AlternatingRow(int o, int part) => (o / PanelWidth * PairWidth) + (part * PanelWidth) + (o % PanelWidth);

    /// <summary>Floats from a row of activations of width <paramref name="columns"/> to the next.</summary>
    /// <remarks>
    /// Room for the last pair of panels, so that every tile stores whole vectors; and an odd number of cache lines, so that the rows that a
    /// tile reads side by side lie in different sets of the L1 cache: rows 4096 bytes apart would all lie in one, and drive each other out.
    /// </remarks>
    internal static int RowStride(int columns) => (PanelCount(columns) + 1) * PanelWidth;

    /// <summary>The next multiple of the alignment, in floats: where the next tensor of an arena may begin.</summary>
    internal static long AlignFloats(long floats) => (floats + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats;

    /// <summary>Index of weight (<paramref name="o"/>, <paramref name="index"/>) of an [n, k] weight packed in panels.</summary>
    /// <param name="o">Output.</param>
    /// <param name="index">Input, 0 to k - 1.</param>
    /// <param name="k">Inputs of the weight.</param>
    internal static long PanelIndex(int o, int index, int k) =>
        ((((long)(o / PanelWidth) * k) + index) * PanelWidth) + (o % PanelWidth);
}
