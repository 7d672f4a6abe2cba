namespace Transformers.Generated;

/// <summary>A side of an encoder-decoder.</summary>
public enum ModelSide
{
    /// <summary>Both sides, or the only one.</summary>
    Any,

    /// <summary>The side that reads the source.</summary>
    Encoder,

    /// <summary>The side that writes the target.</summary>
    Decoder,
}
