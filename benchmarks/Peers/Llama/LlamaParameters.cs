using System.Runtime.InteropServices;

namespace Peers.Llama;

/// <summary>
/// <c>struct llama_context_params</c>: the fields set here, and room for all others, which keep the defaults that the library writes.
/// </summary>
/// <remarks>Passed by value. Larger than the library's own, which is harmless: it is the last argument, and read from its start.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LlamaContextParameters
{
    [FieldOffset(0)]
    public int ContextLength;

    [FieldOffset(4)]
    public int BatchLength;

    [FieldOffset(8)]
    public int PassLength;

    [FieldOffset(12)]
    public int SequenceCount;

    [FieldOffset(28)]
    public int StepThreads;

    [FieldOffset(32)]
    public int BatchThreads;

    /// <summary>Whether the fields are where this structure has them: the defaults of version 0.5.0.</summary>
    public readonly bool HasKnownDefaults => (ContextLength, BatchLength, PassLength, SequenceCount, StepThreads, BatchThreads)
        == (512, 2048, 512, 1, 4, 4);
}
