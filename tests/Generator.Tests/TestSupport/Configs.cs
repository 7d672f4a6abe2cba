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
}
