namespace Transformers.Generated.Generator.Model;

/// <summary>Which of the three shapes of transformer is asked for.</summary>
internal enum ModelFamily
{
    Encoder,
    Decoder,
    EncoderDecoder,
}
