using System.Collections.Generic;
using Generator.Tests.TestSupport;

namespace Generator.Tests.Diagnostics;

/// <summary>Tensor names that are malformed, contradictory, missing or of no use.</summary>
internal static class NameCases
{
    public static IEnumerable<DiagnosticCase> All =>
    [
        Encoder(
            "TG0021",
            ["TensorName((TensorRole)99, \"x\")"],
            "(TensorRole)99 is not a value of its enum; use a named one"),
        Encoder(
            "TG0021",
            ["TensorName(TensorRole.Query, \"x.{i}\", Side = (ModelSide)7)"],
            "(ModelSide)7 is not a value of its enum; use a named one"),
        Encoder(
            "TG0022",
            ["TensorName(TensorRole.Query, \"a.{i}\")", "TensorName(TensorRole.Query, \"b.{i}\")"],
            "Query is named twice; keep one [TensorName]"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.Query, \" \")"],
            "the name \" \" of Query is empty; give the tensor's name in the checkpoint"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.Query, null!)"],
            "the name \"\" of Query is empty; give the tensor's name in the checkpoint"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.Query, \"{i}\\n\")"],
            "the name of Query has control characters; give the tensor's name in the checkpoint"),
        Encoder(
            "TG0023",
            [$"TensorName(TensorRole.Query, \"{new string('q', 513)}\")"],
            "the name of Query is longer than 512 characters; give the tensor's name in the checkpoint"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.Query, \"{i}.{layer}\")"],
            "the name \"{i}.{layer}\" of Query has a brace outside of {i} and {p}; write {i} for the layer index and {p} for weight or bias"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.Query, \"q\")"],
            "the name \"q\" of Query has no {i}, but there are 2 layers; write {i} where the layer index stands"),
        Encoder(
            "TG0023",
            ["TensorName(TensorRole.TokenEmbedding, \"{i}.e\")"],
            "the name \"{i}.e\" of TokenEmbedding has {i}, but the tensor is not one of a layer; leave {i} out"),
        Encoder(
            "TG0025",
            ["TensorName(TensorRole.HeadOutput, \"x\")"],
            "HeadOutput is not in this model, so its name \"x\" has no effect; remove it, or declare what is missing"),
        Encoder(
            "TG0026",
            ["TensorName(TensorRole.Query, \"q.{i}\")", "TensorName(TensorRole.QueryKeyValue, \"qkv.{i}\")"],
            "QueryKeyValue replaces Query, Key and Value; name either the one or the three"),
        Encoder(
            "TG0028",
            ["TensorName(TensorRole.Query, \"q.{i}\")", "TensorName(TensorRole.Key, \"q.{i}\")"],
            "\"q.{i}\" is given to Query and to Key; a tensor has one role, so give each its own name"),
        new(
            "TG0027",
            Sources.EncoderDecoder("", "[TensorName(TensorRole.Query, \"q.{i}\")]"),
            "TensorName(TensorRole.Query, \"q.{i}\")",
            "encoder and decoder each have their own Query; give one [TensorName] with Side = ModelSide.Encoder and one with Side = ModelSide.Decoder"),
        new(
            "TG0025",
            Sources.EncoderDecoder("", "[TensorName(TensorRole.CrossQuery, \"q.{i}\", Side = ModelSide.Encoder)]"),
            "TensorName(TensorRole.CrossQuery, \"q.{i}\", Side = ModelSide.Encoder)",
            "the Encoder's CrossQuery is not in this model, so its name \"q.{i}\" has no effect; remove it, or declare what is missing"),
        Missing(", Layout = CheckpointLayout.TorchTransformer", "", "TorchTransformer", "TokenEmbedding", "TokenEmbedding"),
        Missing(
            ", Layout = CheckpointLayout.DistilBert, TokenTypeCount = 2, Head = EncoderHead.Pooler",
            "",
            "DistilBert",
            "TokenTypeEmbedding, HeadDense",
            "TokenTypeEmbedding"),
        Missing(", Layout = CheckpointLayout.Bert, FinalNorm = true", "", "Bert", "FinalNorm", "FinalNorm"),
        Missing(
            ", Layout = CheckpointLayout.TorchTransformer",
            "[TensorName(TensorRole.TokenEmbedding, \"e\")][TensorName(TensorRole.Query, \"q.{i}\")]",
            "TorchTransformer",
            "Key, Value",
            "Key"),
        Missing(
            ", Layout = CheckpointLayout.Custom",
            "",
            "Custom",
            "TokenEmbedding, PositionEmbedding, EmbeddingNorm, Query, Key, Value, AttentionOutput, AttentionNorm, FeedForwardUp, FeedForwardDown, "
            + "FeedForwardNorm",
            "TokenEmbedding"),
        new(
            "TG0024",
            Sources.EncoderDecoder(", Layout = CheckpointLayout.Custom, TiedOutput = false"),
            "Layout = CheckpointLayout.Custom",
            "Layout Custom has no name for TokenEmbedding, "
            + "Query (Encoder), Key (Encoder), Value (Encoder), AttentionOutput (Encoder), AttentionNorm (Encoder), FeedForwardUp (Encoder), "
            + "FeedForwardDown (Encoder), FeedForwardNorm (Encoder), FinalNorm (Encoder), RelativeBias (Encoder), "
            + "Query (Decoder), Key (Decoder), Value (Decoder), AttentionOutput (Decoder), AttentionNorm (Decoder), FeedForwardUp (Decoder), "
            + "FeedForwardDown (Decoder), FeedForwardNorm (Decoder), FinalNorm (Decoder), RelativeBias (Decoder), "
            + "CrossQuery (Decoder), CrossKey (Decoder), CrossValue (Decoder), CrossOutput (Decoder), CrossNorm (Decoder), HeadOutput; "
            + "add [TensorName(TensorRole.TokenEmbedding, \"...\")] and so on, or declare a model without"),
    ];

    // The last of the names is to blame.
    private static DiagnosticCase Encoder(string id, string[] names, string message) => new(
        id, Sources.Encoder("", $"[{string.Join("][", names)}]"), names[^1], message);

    private static DiagnosticCase Missing(string more, string names, string layout, string roles, string first) => new(
        "TG0024",
        Sources.Encoder(more, names),
        $"Layout = CheckpointLayout.{layout}",
        $"Layout {layout} has no name for {roles}; add [TensorName(TensorRole.{first}, \"...\")]{(roles.Contains(',') ? " and so on" : "")}, or declare a model without");
}
