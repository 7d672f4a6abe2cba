using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated.Text;

namespace Model.Tests.Generation;

/// <summary>A recorded model in a folder as one is published, with as many pieces of an old book as it has tokens.</summary>
internal sealed class PiecesFolder : IDisposable
{
    private const int VocabularySize = 100; // of every recorded model

    /// <param name="golden">The recording.</param>
    /// <param name="generation">Its generation_config.json.</param>
    /// <param name="special">The tokens before the pieces; one is "&lt;unk&gt;".</param>
    public PiecesFolder(string golden, string generation, params string[] special)
    {
        File.Copy(new Golden(golden).Checkpoint, PathOf("model.safetensors"));
        File.Copy(Path.Combine(Golden.Folder, golden + ".config.json"), PathOf("config.json"));
        File.WriteAllText(PathOf("generation_config.json"), generation);
        SubwordTokenizer model = SubwordTokenizer.FromSentencePiece(Path.Combine(Golden.Folder, "unigram.model"));
        IEnumerable<string> pieces = special.Concat(Enumerable.Range(4, model.VocabularySize - 4).Select(model.GetToken));
        object[][] vocabulary = [.. pieces.Take(VocabularySize).Select((piece, id) => new object[] { piece, -id })];
        string blanks = """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""";
        File.WriteAllText(PathOf("tokenizer.json"), $$"""
            {
              "model": {
                "type": "Unigram",
                "unk_id": {{Array.IndexOf(special, "<unk>")}},
                "vocab": {{JsonSerializer.Serialize(vocabulary)}}
              },
              "pre_tokenizer": {{blanks}},
              "decoder": {{blanks}}
            }
            """);
    }

    public string FullPath { get; } = Directory.CreateTempSubdirectory("pieces-test-").FullName;

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
