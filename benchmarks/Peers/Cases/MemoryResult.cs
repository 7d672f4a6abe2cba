namespace Peers.Cases;

/// <summary>Peak resident memory in megabytes, each of a process of its own.</summary>
/// <param name="Floor">A process that loads no side.</param>
/// <param name="Ours">This library.</param>
/// <param name="OnnxRuntime">With its fastest graph, or null where it was skipped.</param>
/// <param name="LlamaCpp">With its fastest format, or null where it was skipped.</param>
internal sealed record MemoryResult(double Floor, double Ours, double? OnnxRuntime, double? LlamaCpp = null);
