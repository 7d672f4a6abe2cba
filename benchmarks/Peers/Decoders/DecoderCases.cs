using System.Collections.Generic;
using System.Linq;
using Peers.Cases;

namespace Peers.Decoders;

/// <summary>All cases of decoders, in the order in which they run.</summary>
internal static class DecoderCases
{
    public const string Prefill = "Decoder prefill";
    public const string Steps = "Decoder steps";
    public const string Contexts = "Decoder steps by context";
    public const string Sequences = "Decoder steps by sequences";

    public static IEnumerable<PeerCase> Of(int threads) =>
    [
        .. Whole(Prefill, threads, DecoderWork.Prefill(128), DecoderWork.Prefill(512)),
        .. Whole(Steps, threads, DecoderWork.Decode(128), DecoderWork.Decode(900), DecoderWork.Decode(128, sequences: 8)),
        .. new[] { 16, 64, 256, 512, 1000 }.Select(past => Sweep(Contexts, DecoderWork.Decode(past), threads)),
        .. new[] { 1, 2, 4, 8, 16 }.Select(sequences => Sweep(Sequences, DecoderWork.Decode(128, sequences), threads)),
    ];

    private static IEnumerable<PeerCase> Whole(string group, int threads, params DecoderWork[] works) =>
        DecoderShape.All.SelectMany(shape => works.Select(work => new DecoderCase(group, shape, work, threads, hasMemory: true)));

    private static DecoderCase Sweep(string group, DecoderWork work, int threads) =>
        new(group, DecoderShape.Gpt2, work, threads, hasMemory: false);
}
