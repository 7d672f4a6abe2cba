using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Transformers.Generated.Memory;

/// <summary>Asks the processor for memory that will be read soon. For generated code, which is not <c>unsafe</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Prefetch
{
    /// <summary>Begins to fetch the cache line of a float to the second-level cache; never faults, whatever the address. Nothing on ARM64, for which .NET has no such call.</summary>
    /// <param name="place">Any place in the line, also beyond the end of a buffer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line(ref float place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref place));
        }
    }
}
