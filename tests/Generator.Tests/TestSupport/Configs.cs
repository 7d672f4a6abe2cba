using System;
using System.IO;

namespace Generator.Tests.TestSupport;

/// <summary>The config files in Declaration/Configs: as published, and the tiny ones that the goldens were made with.</summary>
internal static class Configs
{
    /// <summary>The text of a config file.</summary>
    public static string Read(string name) =>
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Declaration", "Configs", name + ".json"));

    /// <summary>The additional file <c>config.json</c> with the text of a config file.</summary>
    public static (string Path, string Text) File(string name) => ("config.json", Read(name));

    /// <summary>The additional file <c>config.json</c> with a config file in which one text is replaced.</summary>
    public static (string Path, string Text) File(string name, string oldText, string newText)
    {
        string text = Read(name);
        return text.Contains(oldText, StringComparison.Ordinal)
            ? ("config.json", text.Replace(oldText, newText, StringComparison.Ordinal))
            : throw new ArgumentException($"{name} has no {oldText}", nameof(oldText));
    }

    /// <summary>A config file of the Llama line with four layers of four heads, and more members.</summary>
    public static string Llama(string modelType, string more = "\"use_cache\": true") => $$"""
        {
          "model_type": "{{modelType}}", "hidden_size": 32, "intermediate_size": 72, "num_attention_heads": 4, "num_hidden_layers": 4,
          "max_position_embeddings": 64, "vocab_size": 100, "rms_norm_eps": 1e-5, "hidden_act": "silu",
          {{more}}
        }
        """;
}
