using System.Text.RegularExpressions;

namespace Disassembly;

/// <summary>A kernel set on the processor it is written for, and how the compiler's listing shows what matters.</summary>
/// <param name="Set">The kernel set.</param>
/// <param name="Architecture">The compiler's name of the architecture.</param>
/// <param name="Instructions">The instructions an image may use; empty for the architecture's own.</param>
/// <param name="Lanes">Floats in a vector.</param>
/// <param name="MultiplyAdd">An instruction that multiplies and adds a whole vector.</param>
/// <param name="Spill">A vector stored on the stack or read back.</param>
/// <param name="Call">A call.</param>
internal sealed record Target(string Set, string Architecture, string Instructions, int Lanes, Regex MultiplyAdd, Regex Spill, Regex Call)
{
    /// <summary>Whether, for want of a fused instruction, products are counted.</summary>
    public bool CountsProducts { get; private init; }

    public static readonly Target[] All =
    [
        X64("Avx512", "x86-64-v4", 16, "zmm"),
        X64("Avx2", "x86-64-v3", 8, "ymm"),
        X64("Portable", "", 4, "xmm") with { MultiplyAdd = new(@"^\s+v?mulps\s+xmm"), CountsProducts = true },
        new(
            "AdvSimd", "arm64", "", 4,
            new(@"^\s+fmla\s+v\d+\.4s"), new(@"^\s+(ldr|str|ldp|stp|ldur|stur)\s+q\d+.*\[(sp|fp)"), new(@"^\s+blr?\s")),
    ];

    private static Target X64(string set, string instructions, int lanes, string register) => new(
        set, "x64", instructions, lanes,
        new($@"^\s+vfn?m(add|sub)\d+ps\s+{register}"), new(@"^\s+\w+\s+.*([xyz]mm\d+.*\[r[sb]p|\[r[sb]p.*[xyz]mm\d+)"), new(@"^\s+call\s"));
}
