using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Transformers.Generated.Execution;

/// <summary>Finds the kernel set that suits the processor.</summary>
internal static class InstructionSets
{
    /// <summary>The fastest kernel set whose instructions this process may use.</summary>
    public static InstructionSet Best
    {
        get
        {
            if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            {
                return InstructionSet.Avx512;
            }

            if (Avx2.IsSupported && Fma.IsSupported)
            {
                return InstructionSet.Avx2;
            }

            return AdvSimd.IsSupported ? InstructionSet.AdvSimd : InstructionSet.Portable;
        }
    }

    /// <summary>
    /// The set asked for, or the best. Any set may be asked for: .NET computes vectors it lacks in software, with the same results.
    /// </summary>
    public static InstructionSet Resolve(InstructionSet wanted) => wanted == InstructionSet.Automatic ? Best : wanted;
}
