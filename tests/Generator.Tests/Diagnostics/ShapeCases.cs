using System.Collections.Generic;
using Generator.Tests.TestSupport;

namespace Generator.Tests.Diagnostics;

/// <summary>Dimensions and options that no model can have.</summary>
internal static class ShapeCases
{
    public static IEnumerable<DiagnosticCase> All =>
    [
        .. Missing("ModelDim = 8", "HeadCount = 2", "LayerCount = 2", "FeedForwardDim = 16", "VocabularySize = 11", "ContextLength = 6"),
        new(
            "TG0020",
            Sources.Model("[EncoderDecoder(ModelDim = 8, HeadCount = 2, FeedForwardDim = 16, VocabularySize = 11)]"),
            "EncoderDecoder(ModelDim = 8, HeadCount = 2, FeedForwardDim = 16, VocabularySize = 11)",
            "EncoderLayerCount is required; set it, or set Config to the model's config.json"),
        Undefined("Activation", 99, "Relu, Gelu, GeluTanh, Silu, Tanh"),
        Undefined("Weights", 3, "Float32, BFloat16, Float16", "WeightFormat"),
        Undefined("NormPlacement", 2, "Post, Pre"),
        Undefined("Head", -1, "None, Pooler, SequenceClassification, TokenClassification, MaskedLanguageModel", "EncoderHead"),
        Undefined("Layout", 50, "Bert, Roberta, DistilBert, TorchTransformer, Gpt, Gpt2, Llama, T5, Marian, Bart, Custom", "CheckpointLayout"),
        Undefined("Positions", 9, "None, Learned, SinusoidalInterleaved, SinusoidalHalves, Rotary, Relative", "PositionEncoding"),
        Replaced("ModelDim = 8", "ModelDim = 0", 65536),
        Replaced("ModelDim = 8", "ModelDim = 65538", 65536),
        Replaced("HeadCount = 2", "HeadCount = -1", 1024),
        Replaced("LayerCount = 2", "LayerCount = 1025", 1024),
        Replaced("FeedForwardDim = 16", "FeedForwardDim = 1048577", 1048576),
        Replaced("VocabularySize = 11", "VocabularySize = int.MaxValue", 16777216, "2147483647"),
        Replaced("ContextLength = 6", "ContextLength = 1048577", 1048576),
        Added("TG0100", "HeadDim = 0", "HeadDim 0 is not in 1 to 4096; set it to the checkpoint's value"),
        Added("TG0100", "HeadDim = 4097", "HeadDim 4097 is not in 1 to 4096; set it to the checkpoint's value"),
        Added("TG0100", "TokenTypeCount = -1", "TokenTypeCount -1 is not in 0 to 65536; set it to the checkpoint's value"),
        Added("TG0100", "PositionOffset = -2", "PositionOffset -2 is not in 0 to 1048576; set it to the checkpoint's value"),
        new(
            "TG0100",
            Sources.Encoder(", Positions = PositionEncoding.SinusoidalHalves, PositionOffset = 1048571"),
            "PositionOffset = 1048571",
            "PositionOffset 1048571 is not in 0 to 1048570; set it to the checkpoint's value"),
        new(
            "TG0100",
            Sources.Encoder(", Head = EncoderHead.TokenClassification, LabelCount = 0"),
            "LabelCount = 0",
            "LabelCount 0 is not in 1 to 1048576; set it to the checkpoint's value"),
        TooLarge(
            "ModelDim = 65536, HeadCount = 1, HeadDim = 64, LayerCount = 1, FeedForwardDim = 1, VocabularySize = 32768, ContextLength = 1",
            "VocabularySize = 32768",
            "the token embedding would have VocabularySize 32768 · ModelDim 65536 = 2147483648 elements; "
            + "at most 2147483647 are supported, use a smaller VocabularySize"),
        TooLarge(
            "ModelDim = 4096, HeadCount = 32, LayerCount = 1, FeedForwardDim = 1048576, VocabularySize = 1, ContextLength = 1",
            "FeedForwardDim = 1048576",
            "the feed-forward projection would have FeedForwardDim 1048576 · ModelDim 4096 = 4294967296 elements; "
            + "at most 2147483647 are supported, use a smaller FeedForwardDim"),
        TooLarge(
            "ModelDim = 4096, HeadCount = 32, LayerCount = 1, FeedForwardDim = 1, VocabularySize = 1, ContextLength = 1048576",
            "ContextLength = 1048576",
            "the position table would have ContextLength 1048576 · ModelDim 4096 = 4294967296 elements; "
            + "at most 2147483647 are supported, use a smaller ContextLength"),
        TooLarge(
            "ModelDim = 65536, HeadCount = 1, HeadDim = 64, LayerCount = 1, FeedForwardDim = 1, VocabularySize = 1, ContextLength = 32768, "
            + "Positions = PositionEncoding.SinusoidalHalves",
            "ContextLength = 32768",
            "the position table would have ContextLength 32768 · ModelDim 65536 = 2147483648 elements; "
            + "at most 2147483647 are supported, use a smaller ContextLength"),
        TooLarge(
            "ModelDim = 4096, HeadCount = 1024, HeadDim = 4096, LayerCount = 1, FeedForwardDim = 1, VocabularySize = 1, ContextLength = 1",
            "HeadDim = 4096",
            "the query, key and value projections would have 3 · HeadCount 1024 · HeadDim 4096 · ModelDim 4096 = 51539607552 elements; "
            + "at most 2147483647 are supported, use a smaller HeadDim"),
        TooLarge(
            "ModelDim = 4096, HeadCount = 32, LayerCount = 1, FeedForwardDim = 1, VocabularySize = 1, ContextLength = 1, "
            + "Head = EncoderHead.TokenClassification, LabelCount = 1048576",
            "LabelCount = 1048576",
            "the head's projection would have LabelCount 1048576 · ModelDim 4096 = 4294967296 elements; "
            + "at most 2147483647 are supported, use a smaller LabelCount"),
        new(
            "TG0103",
            Sources.Encoder().Replace("ModelDim = 8, HeadCount = 2", "ModelDim = 770, HeadCount = 12"),
            "ModelDim = 770",
            "ModelDim 770 is not divisible by HeadCount 12; use 768 or 780, or set HeadDim"),
        new(
            "TG0103",
            Sources.Decoder().Replace("ModelDim = 8, HeadCount = 2", "ModelDim = 5, HeadCount = 12"),
            "ModelDim = 5",
            "ModelDim 5 is not divisible by HeadCount 12; use 12, or set HeadDim"),
        Added("TG0104", "NormEpsilon = 0", "NormEpsilon 0 is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12"),
        Added("TG0104", "NormEpsilon = -1e-5f", "NormEpsilon -1E-05 is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12"),
        Added("TG0104", "NormEpsilon = float.NaN", "NormEpsilon NaN is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12"),
        Added("TG0104", "NormEpsilon = 1e5f", "NormEpsilon 100000 is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12"),
        Added("TG0105", "EmbeddingScale = 0", "EmbeddingScale 0 is not a finite number other than 0; leave it out for 1"),
        Added(
            "TG0105",
            "EmbeddingScale = float.NegativeInfinity",
            "EmbeddingScale -Infinity is not a finite number other than 0; leave it out for 1"),
        Added(
            "TG0106",
            "Head = EncoderHead.SequenceClassification",
            "Head SequenceClassification needs LabelCount; set it to the number of labels of the checkpoint"),
        Added(
            "TG0107",
            "LabelCount = 3",
            "LabelCount 3 has no use with Head None; leave it out, or set Head to SequenceClassification or TokenClassification"),
        Added("TG0108", "TiedOutput = true", "TiedOutput true has no use with Head None; leave it out, or set Head to MaskedLanguageModel"),
        new(
            "TG0109",
            Sources.Encoder(", Positions = PositionEncoding.None, PositionOffset = 2"),
            "PositionOffset = 2",
            "PositionOffset 2 has no use with Positions None; "
            + "leave it out, or set Positions to Learned, SinusoidalInterleaved or SinusoidalHalves"),
        new(
            "TG0110",
            Sources.Encoder(", Positions = PositionEncoding.SinusoidalHalves").Replace("ModelDim = 8, HeadCount = 2", "ModelDim = 9, HeadCount = 3"),
            "Positions = PositionEncoding.SinusoidalHalves",
            "ModelDim 9 is odd and has no two equal halves for SinusoidalHalves; use an even ModelDim or SinusoidalInterleaved"),
        Buckets("RelativeBucketCount = 31", "RelativeBucketCount 31 is not an even number in 4 to 65536; T5 has 32"),
        Buckets("RelativeBucketCount = 2", "RelativeBucketCount 2 is not an even number in 4 to 65536; T5 has 32"),
        Buckets(
            "RelativeMaxDistance = 16",
            "RelativeMaxDistance 16 is not above 16, half of RelativeBucketCount 32, and at most 1048576; T5 has 128"),
        new(
            "TG0112",
            Sources.Encoder(", Layout = CheckpointLayout.Gpt2"),
            "Layout = CheckpointLayout.Gpt2",
            "Layout Gpt2 is not one of an [Encoder]; use Bert, Roberta, DistilBert, TorchTransformer, Custom"),
        new(
            "TG0112",
            Sources.Decoder(", Layout = CheckpointLayout.Bert"),
            "Layout = CheckpointLayout.Bert",
            "Layout Bert is not one of a [Decoder]; use Gpt, Gpt2, Llama, TorchTransformer, Custom"),
        .. DecoderCases,
        new(
            "TG0115",
            Sources.Encoder(", Positions = PositionEncoding.Relative"),
            "Positions = PositionEncoding.Relative",
            "Positions Relative is not an encoding of an [Encoder]; use another one"),
        new(
            "TG0120",
            Sources.EncoderDecoder(", Positions = PositionEncoding.None, RelativeBucketCount = 8"),
            "RelativeBucketCount = 8",
            "RelativeBucketCount 8 has no use with Positions None; leave it out, or set Positions to Relative"),
    ];

    private static IEnumerable<DiagnosticCase> DecoderCases =>
    [
        new(
            "TG0024",
            Sources.Decoder(", Gated = true"),
            $"Decoder({Sources.DecoderDims}, Gated = true)",
            "Layout Gpt2 has no name for FeedForwardGate; add [TensorName(TensorRole.FeedForwardGate, \"...\")], or declare a model without"),
        OfDecoder("TG0100", "KeyValueHeadCount = 0", "KeyValueHeadCount 0 is not in 1 to 1024; set it to the checkpoint's value"),
        OfDecoder("TG0100", "Window = 0", "Window 0 is not in 1 to 1048576; set it to the checkpoint's value"),
        OfDecoder("TG0100", "WindowFirstLayer = -1", "WindowFirstLayer -1 is not in 0 to 1024; set it to the checkpoint's value", "Window = 2"),
        OfDecoder("TG0100", "WindowEvery = 0", "WindowEvery 0 is not in 1 to 1024; set it to the checkpoint's value", "Window = 2"),
        OfDecoder("TG0114", "KeyValueHeadCount = 3", "HeadCount 2 is not divisible by KeyValueHeadCount 3; use a divisor of HeadCount"),
        new(
            "TG0115",
            Sources.Encoder(", Positions = PositionEncoding.Rotary"),
            "Positions = PositionEncoding.Rotary",
            "Positions Rotary is not an encoding of an [Encoder]; use another one"),
        OfRotary("TG0116", "HeadDim = 5", "HeadDim 5 is odd, and rotary positions turn pairs of columns; use the checkpoint's HeadDim"),
        OfRotary(
            "TG0116", "HeadDim = 2", "HeadDim 2 is below 4, which RotaryScaling Dynamic needs; use the checkpoint's HeadDim",
            "RotaryScaling = RotaryScaling.Dynamic, RotaryFactor = 2, RotaryOriginalContextLength = 4"),
        OfRotary("TG0117", "RotaryTheta = 1", "RotaryTheta 1 is not above 1 and at most 1E+12; set it to the checkpoint's value"),
        OfRotary("TG0117", "RotaryTheta = float.NaN", "RotaryTheta NaN is not above 1 and at most 1E+12; set it to the checkpoint's value"),
        OfRotary(
            "TG0117", "RotaryFactor = 0.5f", "RotaryFactor 0.5 is not at least 1 and at most 1000000; set it to the checkpoint's value",
            "RotaryScaling = RotaryScaling.Linear"),
        OfRotary(
            "TG0117", "RotaryAttentionFactor = 0",
            "RotaryAttentionFactor 0 is not above 0 and at most 1000000; set it to the checkpoint's value", Yarn),
        OfRotary(
            "TG0117", "RotaryBetaSlow = -1", "RotaryBetaSlow -1 is not above 0 and at most 1000000; set it to the checkpoint's value", Yarn),
        OfRotary(
            "TG0117", "RotaryBetaFast = 1", "RotaryBetaFast 1 is not above RotaryBetaSlow 1; set both to the checkpoint's values", Yarn),
        OfRotary(
            "TG0117", "RotaryHighFrequencyFactor = 0.25f",
            "RotaryHighFrequencyFactor 0.25 is not above RotaryLowFrequencyFactor 1; set both to the checkpoint's values",
            Yarn.Replace("Yarn", "Llama3")),
        OfDecoder(
            "TG0109", "PositionOffset = 0",
            "PositionOffset 0 has no use with Positions Rotary; "
            + "leave it out, or set Positions to Learned, SinusoidalInterleaved or SinusoidalHalves",
            "Positions = PositionEncoding.Rotary"),
        OfDecoder(
            "TG0118", "RotaryTheta = 500", "RotaryTheta 500 has no use with Positions Learned; leave it out, or set Positions to Rotary"),
        OfRotary(
            "TG0118", "RotaryFactor = 2", "RotaryFactor 2 has no use with RotaryScaling None; leave it out, or set RotaryScaling"),
        OfRotary(
            "TG0118", "RotaryBetaFast = 30", "RotaryBetaFast 30 has no use with RotaryScaling Llama3; leave it out, or set RotaryScaling",
            Yarn.Replace("Yarn", "Llama3")),
        OfRotary(
            "TG0020", "RotaryScaling = RotaryScaling.Linear",
            "RotaryFactor is required with RotaryScaling Linear; set it, or set Config to the model's config.json"),
        OfRotary(
            "TG0020", "RotaryScaling = RotaryScaling.Yarn",
            "RotaryOriginalContextLength is required with RotaryScaling Yarn; set it, or set Config to the model's config.json",
            "RotaryFactor = 2"),
        OfDecoder("TG0119", "WindowEvery = 2", "WindowEvery 2 has no use without Window; leave it out, or set Window"),
        OfDecoder("TG0119", "WindowFirstLayer = 1", "WindowFirstLayer 1 has no use without Window; leave it out, or set Window"),
    ];

    private const string Yarn = "RotaryScaling = RotaryScaling.Yarn, RotaryFactor = 2, RotaryOriginalContextLength = 4";

    private static DiagnosticCase OfDecoder(string id, string argument, string message, string others = "") =>
        new(id, Sources.Decoder(others.Length == 0 ? $", {argument}" : $", {others}, {argument}"), argument, message);

    private static DiagnosticCase OfRotary(string id, string argument, string message, string others = "") => OfDecoder(
        id, argument, message, "Positions = PositionEncoding.Rotary" + (others.Length == 0 ? "" : $", {others}"));

    private static IEnumerable<DiagnosticCase> Missing(params string[] arguments)
    {
        foreach (string argument in arguments)
        {
            string dims = string.Join(", ", System.Linq.Enumerable.Where(arguments, other => other != argument));
            yield return new DiagnosticCase(
                "TG0020",
                Sources.Model($"[Encoder({dims})]"),
                $"Encoder({dims})",
                $"{argument.Split(' ')[0]} is required; set it, or set Config to the model's config.json");
        }
    }

    private static DiagnosticCase Undefined(string property, int value, string names, string? type = null)
    {
        string argument = $"{property} = ({type ?? property})({value})";
        return new DiagnosticCase(
            "TG0021",
            Sources.Encoder($", {argument}"),
            argument,
            $"{property} ({type ?? property}){value} is not a value of its enum; use one of {names}");
    }

    private static DiagnosticCase Replaced(string oldArgument, string newArgument, int max, string? value = null)
    {
        string[] words = newArgument.Split(' ');
        return new DiagnosticCase(
            "TG0100",
            Sources.Encoder().Replace(oldArgument, newArgument),
            newArgument,
            $"{words[0]} {value ?? words[2]} is not in 1 to {max}; set it to the checkpoint's value");
    }

    private static DiagnosticCase Added(string id, string argument, string message) =>
        new(id, Sources.Encoder($", {argument}"), argument, message);

    private static DiagnosticCase TooLarge(string arguments, string underlined, string message) => new(
        "TG0102", Sources.Model($"[Encoder({arguments})]"), underlined, message);

    private static DiagnosticCase Buckets(string argument, string message) =>
        new("TG0111", Sources.EncoderDecoder($", {argument}"), argument, message);
}
