using System.Collections.Generic;
using System.Linq;
using Peers.Cases;

namespace Peers.EncoderDecoders;

/// <summary>All cases of encoder-decoders, in the order in which they run.</summary>
internal static class TranslationCases
{
    public const string Encoding = "Translation: sources";
    public const string Targets = "Translation: targets";

    private const int Steps = 30;

    private static readonly Tokens s_equal = Tokens.Uniform(32, 30);
    private static readonly Tokens s_mixed = Tokens.Mixed(32, 5, 60).LongestFirst();

    public static IEnumerable<PeerCase> Of(int threads) =>
    [
        .. Whole(Encoding, threads, TranslationWork.Encode(s_equal), TranslationWork.Encode(s_mixed)),
        .. Whole(
            Targets,
            threads,
            TranslationWork.Greedy(s_equal, Steps),
            TranslationWork.Search(Tokens.Uniform(8, 30), beams: 4, Steps),
            TranslationWork.GreedyByLength(s_mixed)),
    ];

    private static IEnumerable<PeerCase> Whole(string group, int threads, params TranslationWork[] works) =>
        works.Select(work => new TranslationCase(group, EncoderDecoderShape.TransformerBase, work, threads));
}
