namespace Generator.Tests.TestSupport;

/// <summary>Declarations that tests share.</summary>
internal static class Sources
{
    /// <summary>Required dimensions of a small valid encoder.</summary>
    public const string EncoderDims =
        "ModelDim = 8, HeadCount = 2, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6";

    /// <summary>Required dimensions of a small valid decoder.</summary>
    public const string DecoderDims = "ModelDim = 8, HeadCount = 2, LayerCount = 2, VocabularySize = 11, ContextLength = 6";

    /// <summary>Required dimensions of a small valid encoder-decoder.</summary>
    public const string EncoderDecoderDims = "ModelDim = 8, HeadCount = 2, EncoderLayerCount = 2, FeedForwardDim = 16, VocabularySize = 11";

    /// <summary>A class with these attributes.</summary>
    public static string Model(string attributes, string name = "Tiny") =>
        $"using Transformers.Generated;\nnamespace Space;\n\n{attributes}\npublic sealed partial class {name};\n";

    /// <summary>A valid encoder with more properties, which begin with a comma.</summary>
    public static string Encoder(string more =
        "", string otherAttributes = "") => Model($"[Encoder({EncoderDims}{more})]{otherAttributes}");

    /// <summary>A valid decoder with more properties.</summary>
    public static string Decoder(string more =
        "", string otherAttributes = "") => Model($"[Decoder({DecoderDims}{more})]{otherAttributes}");

    /// <summary>A valid encoder-decoder with more properties.</summary>
    public static string EncoderDecoder(string more = "", string otherAttributes = "") =>
        Model($"[EncoderDecoder({EncoderDecoderDims}{more})]{otherAttributes}");
}
