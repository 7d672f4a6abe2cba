using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Decoders;
using Peers.EncoderDecoders;

namespace Peers.Cases;

/// <summary>All cases of the comparison, in the order in which they run.</summary>
internal static class CaseList
{
    public const string Models = "Models";
    public const string Matrices = "Matrices";
    public const string Lengths = "Lengths";
    public const string Batches = "Batches";

    private static readonly (EncoderShape Shape, Tokens Tokens)[] s_models =
    [
        (EncoderShape.MiniLm, Tokens.Uniform(1, 16)),
        (EncoderShape.MiniLm, Tokens.Uniform(1, 128)),
        (EncoderShape.MiniLm, Tokens.Uniform(1, 512)),
        (EncoderShape.MiniLm, Tokens.Uniform(8, 128)),
        (EncoderShape.MiniLm, Tokens.Mixed(32, 8, 256)),
        (EncoderShape.BertBase, Tokens.Uniform(1, 128)),
        (EncoderShape.BertBase, Tokens.Uniform(8, 128)),
        (EncoderShape.TinyBert4, Tokens.Uniform(1, 128)),
    ];

    private static readonly int[] s_threads = [.. new[] { 1, 2 }.Where(threads => threads <= Environment.ProcessorCount)];

    public static IReadOnlyList<PeerCase> All { get; } =
        [.. s_threads.SelectMany(Of), .. s_threads.SelectMany(DecoderCases.Of), .. s_threads.SelectMany(TranslationCases.Of)];

    private static IEnumerable<PeerCase> Of(int threads) =>
    [
        .. s_models.Select(model => new EncoderCase(Models, model.Shape, model.Tokens, threads, hasMemory: true)),
        .. MatrixShape.All.Select(shape => new MatrixCase(Matrices, shape, threads)),
        .. new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 }.Select(length => Sweep(Lengths, 1, length, threads)),
        .. new[] { 1, 2, 4, 8, 16, 32 }.Select(sequences => Sweep(Batches, sequences, 128, threads)),
    ];

    private static EncoderCase Sweep(string group, int sequences, int length, int threads) =>
        new(group, EncoderShape.MiniLm, Tokens.Uniform(sequences, length), threads, hasMemory: false);
}
