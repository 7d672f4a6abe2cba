namespace Peers.Cases;

/// <summary>Peak resident memory in megabytes, each of a process of its own.</summary>
/// <param name="Floor">A process that loads neither side.</param>
/// <param name="Ours">This library.</param>
/// <param name="Peer">The peer's fastest graph, or null without a peer.</param>
internal sealed record MemoryResult(double Floor, double Ours, double? Peer);
