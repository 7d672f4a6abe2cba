namespace Transformers.Generated;

/// <summary>Which attention of a model.</summary>
public enum AttentionKind
{
    /// <summary>Of an encoder's tokens to all of their sequence: every encoder, and the encoder of an encoder-decoder.</summary>
    EncoderSelf,

    /// <summary>Of a decoder's tokens to themselves and those before them: every decoder.</summary>
    DecoderSelf,

    /// <summary>Of a decoder's tokens to all of their source: encoder-decoders.</summary>
    Cross,
}
