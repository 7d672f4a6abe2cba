using System;
using System.Collections.Generic;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Compares paths as text: a generator may not ask the file system.</summary>
internal static class ConfigPath
{
    /// <summary>Whether a Config value is a path that means the same on every machine.</summary>
    public static bool IsRelative(string path) =>
        !string.IsNullOrWhiteSpace(path) && path[0] != '/' && path[0] != '\\' && path.IndexOf(':') < 0;

    /// <summary>The path with '/' between parts, and without '.' and '..' where those can be resolved.</summary>
    public static string Normalize(string path)
    {
        List<string> parts = [];
        string slashed = path.Replace('\\', '/');
        foreach (string part in slashed.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        string root = slashed.StartsWith("/", StringComparison.Ordinal) ? "/" : "";
        return root + string.Join("/", parts);
    }

    /// <summary>Whether a file is the one a Config value means.</summary>
    /// <param name="file">Path of the file, as the compiler knows it.</param>
    /// <param name="config">Value of the Config property.</param>
    /// <param name="projectDirectory">Directory of the project; where the build does not tell, the end of the file's path counts.</param>
    public static bool IsMatch(string file, string config, string? projectDirectory)
    {
        string normalizedFile = Normalize(file);
        string normalizedConfig = Normalize(config);
        if (normalizedConfig.Length == 0)
        {
            return false;
        }

        // Case is not told apart: Windows and macOS do not, and a project that builds there shall build on Linux.
        const StringComparison Comparison = StringComparison.OrdinalIgnoreCase;
        return string.Equals(normalizedFile, normalizedConfig, Comparison)
            || (string.IsNullOrEmpty(projectDirectory)
                ? normalizedFile.EndsWith("/" + normalizedConfig, Comparison)
                : string.Equals(normalizedFile, Normalize(projectDirectory + "/" + config), Comparison));
    }
}
