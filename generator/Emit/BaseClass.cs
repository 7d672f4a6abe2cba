using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Emit;

/// <summary>The runtime class a generated model derives from: what it computes decides what it offers.</summary>
internal static class BaseClass
{
    public static string Of(ModelFamily family, EncoderHead head) => "global::Transformers.Generated." + (family, head) switch
    {
        (ModelFamily.Decoder, _) => "DecoderModel",
        (ModelFamily.EncoderDecoder, _) => "EncoderDecoderModel",
        (_, EncoderHead.Pooler) => "PooledEncoder",
        (_, EncoderHead.SequenceClassification) => "SequenceClassifier",
        (_, EncoderHead.TokenClassification) => "TokenClassifier",
        (_, EncoderHead.MaskedLanguageModel) => "MaskedLanguageModel",
        _ => "EncoderModel",
    };
}
