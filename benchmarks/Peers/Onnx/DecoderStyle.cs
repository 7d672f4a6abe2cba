namespace Peers.Onnx;

/// <summary>How ONNX Runtime is given a decoder; its best way counts.</summary>
internal enum DecoderStyle
{
    /// <summary><c>GroupQueryAttention</c> over a cache of keys and values that grows in place.</summary>
    GroupQuery,

    /// <summary>The same graph, weights left in the order of the file: a step of one token only reads them.</summary>
    Unpacked,

    /// <summary><c>Attention</c>, which writes its cache anew in each call; only where heads are not shared and nothing rotates.</summary>
    Attention,
}
