using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transformers.Generated.Text;

namespace Runtime.Tests.Text;

/// <summary>Small BPE and unigram tokenizers of our own, to be loaded whole or damaged first.</summary>
internal static class TinySubword
{
    public static SubwordTokenizer Load(JsonElement json) => Load(json.GetRawText());

    public static SubwordTokenizer Load(string json) => Load(Encoding.UTF8.GetBytes(json));

    public static SubwordTokenizer Load(byte[] json) =>
        new(SubwordJson.Read(TokenizerSource.FromBytes("tiny/tokenizer.json", json), TokenizerConfig.Empty));

    public static SubwordTokenizer LoadModel(byte[] model) =>
        new(SentencePieceTokenizer.Define(TokenizerSource.FromBinary("tiny/tokenizer.model", model)));

    /// <summary>The tokenizers of Goldens/subword.json.</summary>
    public static IEnumerable<string> Names()
    {
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TinyTokenizer.Golden("subword.json")));
        return [.. goldens.RootElement.GetProperty("tokenizers").EnumerateObject().Select(tokenizer => tokenizer.Name)];
    }

    /// <summary>One of the tokenizers of Goldens/subword.json.</summary>
    public static JsonObject Json(string name) =>
        JsonNode.Parse(File.ReadAllText(TinyTokenizer.Golden("subword.json")))!["tokenizers"]![name]!.DeepClone().AsObject();

    /// <summary>BPE over characters, without normalisation or words.</summary>
    public static JsonObject BytePairs(IReadOnlyList<string> tokens, IEnumerable<(string Left, string Right)> merges)
    {
        JsonObject vocabulary = [];
        foreach (string token in tokens)
        {
            vocabulary[token] = vocabulary.Count;
        }

        JsonArray list = [];
        foreach ((string left, string right) in merges)
        {
            list.Add(new JsonArray(left, right));
        }

        return new JsonObject { ["model"] = new JsonObject { ["type"] = "BPE", ["unk_token"] = tokens[0], ["vocab"] = vocabulary, ["merges"] = list } };
    }

    /// <summary>A unigram model without normalisation or words; the first piece is the unknown one.</summary>
    public static JsonObject Unigram(IEnumerable<(string Piece, double Score)> pieces)
    {
        JsonArray list = [];
        foreach ((string piece, double score) in pieces)
        {
            list.Add(new JsonArray(piece, score));
        }

        return new JsonObject { ["model"] = new JsonObject { ["type"] = "Unigram", ["unk_id"] = 0, ["vocab"] = list } };
    }

    /// <summary>What Hugging Face's converter makes of a SentencePiece model.</summary>
    public static JsonObject FromModel(SentencePieceFile file, string path)
    {
        List<(string, double)> pieces = [];
        for (int id = 0; id < file.Tokens.Count; id++)
        {
            pieces.Add((file.Tokens.TextAt(id).ToString(), file.Scores[id]));
        }

        JsonObject json = Unigram(pieces);
        JsonObject metaspace = new() { ["type"] = "Metaspace", ["replacement"] = "▁", ["prepend_scheme"] = "always", ["split"] = true };
        json["normalizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["normalizers"] = new JsonArray(
                new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(CharacterMapOf(path)) },
                new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = " {2,}" }, ["content"] = " " }),
        };
        json["pre_tokenizer"] = metaspace;
        json["decoder"] = metaspace.DeepClone();
        return json;
    }

    private static byte[] CharacterMapOf(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        ProtobufReader reader = new(path, bytes);
        while (reader.Next())
        {
            if (reader.Field != 3)
            {
                continue;
            }

            ProtobufReader normalizer = new(path, reader.ReadBytes());
            while (normalizer.Next())
            {
                if (normalizer.Field == 2)
                {
                    return normalizer.ReadBytes().ToArray();
                }
            }
        }

        throw new InvalidOperationException("The model has no character map.");
    }
}
