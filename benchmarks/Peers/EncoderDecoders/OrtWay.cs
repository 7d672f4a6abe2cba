using System.Collections.Generic;
using Peers.Onnx;

namespace Peers.EncoderDecoders;

/// <summary>A way to use ONNX Runtime.</summary>
/// <param name="Encoder">The encoder's graph.</param>
/// <param name="Decoder">The decoder's graph, or null where nothing is decoded.</param>
/// <param name="IsSorted">
/// Sources of like lengths are encoded together, as many as <see cref="SortedGroup"/>, and rows that have ended are computed no more. Else
/// all are padded to the longest, and computed as long as the longest lasts.
/// </param>
internal sealed record OrtWay(OnnxStyle Encoder, TargetStyle? Decoder, bool IsSorted)
{
    public const string PeerName = "ONNX Runtime";

    /// <summary>Sources that are encoded together where they are sorted by length.</summary>
    public const int SortedGroup = 8;

    /// <summary>What a page calls it.</summary>
    public string Name => $"{Encoder}{(Decoder is { } decoder ? $" {decoder}" : "")}{(IsSorted ? " sorted" : "")}";

    /// <summary>All that fit the work.</summary>
    public static IEnumerable<OrtWay> For(TranslationWork work)
    {
        bool isPadded = work.Sources.NeedsPadding;
        OnnxStyle[] encoders = isPadded ? [OnnxStyle.Attention] : [OnnxStyle.Unmasked, OnnxStyle.Attention];
        TargetStyle? plain = work.HasTargets ? TargetStyle.Plain : null;
        TargetStyle? fused = work.HasTargets ? TargetStyle.GroupQuery : null;
        yield return new OrtWay(OnnxStyle.Plain, plain, IsSorted: false);
        foreach (OnnxStyle encoder in encoders)
        {
            yield return new OrtWay(encoder, fused, IsSorted: false);
        }

        if (isPadded)
        {
            yield return new OrtWay(OnnxStyle.Attention, fused, IsSorted: true);
        }
    }
}
