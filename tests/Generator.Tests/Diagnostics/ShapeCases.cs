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
        Undefined("NormPlacement", 2, "Post, Pre"),
        Undefined("Head", -1, "None, Pooler, SequenceClassification, TokenClassification, MaskedLanguageModel", "EncoderHead"),
        Undefined("Layout", 50, "Bert, Roberta, DistilBert, TorchTransformer, Gpt2, T5, Custom", "CheckpointLayout"),
        Undefined("Positions", 9, "None, Learned, SinusoidalInterleaved, SinusoidalHalves", "PositionEncoding"),
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
            "the position embedding would have ContextLength 1048576 · ModelDim 4096 = 4294967296 elements; "
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
            "PositionOffset 2 has no use with Positions None; leave it out, or set Positions to Learned"),
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
            "Layout Bert is not one of a [Decoder]; use Gpt2, TorchTransformer, Custom"),
    ];

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
