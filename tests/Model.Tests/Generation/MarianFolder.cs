using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated.Text;

namespace Model.Tests.Generation;

/// <summary>
/// The recorded Marian model in a folder as it is published: pieces of an old book, cut by one model and numbered by vocab.json.
/// </summary>
internal sealed class MarianFolder : IDisposable
{
    public const int End = 0;
    public const int Padding = 99;

    public MarianFolder(string generation = """{"num_beams": 3, "length_penalty": 0.6, "max_new_tokens": 12""")
    {
        string pieces = Path.Combine(Golden.Folder, "unigram.model");
        File.Copy(new Golden("beam-marian").Checkpoint, PathOf("model.safetensors"));
        File.Copy(Path.Combine(Golden.Folder, "beam-marian.config.json"), PathOf("config.json"));
        File.WriteAllText(
            PathOf("generation_config.json"),
            generation + $$""", "decoder_start_token_id": {{Padding}}, "eos_token_id": {{End}}, "bad_words_ids": [[{{Padding}}]]}""");
        File.Copy(pieces, PathOf("source.spm"));
        File.Copy(pieces, PathOf("target.spm"));
        SubwordTokenizer model = SubwordTokenizer.FromSentencePiece(pieces);
        Dictionary<string, int> vocabulary = new() { ["</s>"] = End, ["<unk>"] = 1 };
        foreach (string piece in Enumerable.Range(4, model.VocabularySize - 4).Select(model.GetToken).Take(Padding - 2))
        {
            vocabulary[piece] = vocabulary.Count;
        }

        vocabulary["<pad>"] = Padding;
        File.WriteAllText(PathOf("vocab.json"), JsonSerializer.Serialize(vocabulary));
    }

    public string FullPath { get; } = Directory.CreateTempSubdirectory("marian-test-").FullName;

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
