using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated.Text;

namespace Model.Tests.Generation;

/// <summary>The recorded Llama in a folder as one is published, with as many pieces of an old book as it has tokens.</summary>
internal sealed class LlamaFolder : IDisposable
{
    public LlamaFolder()
    {
        File.Copy(new Golden("llama").Checkpoint, PathOf("model.safetensors"));
        File.Copy(Path.Combine(Golden.Folder, "llama.config.json"), PathOf("config.json"));
        File.WriteAllText(PathOf("generation_config.json"), """{"max_new_tokens": 12, "bos_token_id": 1, "eos_token_id": 2}""");
        SubwordTokenizer pieces = SubwordTokenizer.FromSentencePiece(Path.Combine(Golden.Folder, "unigram.model"));
        object[][] vocabulary = [.. Enumerable.Range(0, TinyLlama.VocabularySize).Select(id => new object[] { pieces.GetToken(id), -id })];
        string blanks = """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""";
        File.WriteAllText(PathOf("tokenizer.json"), $$"""
            {
              "model": {"type": "Unigram", "unk_id": 0, "vocab": {{JsonSerializer.Serialize(vocabulary)}}},
              "pre_tokenizer": {{blanks}},
              "decoder": {{blanks}}
            }
            """);
    }

    public string FullPath { get; } = Directory.CreateTempSubdirectory("llama-test-").FullName;

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
