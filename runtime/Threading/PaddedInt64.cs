using System.Runtime.InteropServices;

namespace Transformers.Generated.Threading;

/// <summary>
/// A number alone on its cache line, so that a thread that writes it does not take the line away from threads that read a neighbour.
/// </summary>
/// <remarks>
/// 128 bytes on either side: Apple cores have 128-byte lines, and Intel cores prefetch 64-byte lines in pairs.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedInt64
{
    [FieldOffset(128)]
    public long Value;
}
