using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Which config files the declarations ask for: the key by which additional files are chosen.</summary>
/// <param name="Paths">The distinct values of Config, sorted.</param>
/// <param name="ProjectDirectory">What they are relative to, or null if the build does not tell.</param>
internal sealed record ConfigRequest(EquatableArray<string> Paths, string? ProjectDirectory)
{
    /// <summary>The request of some declarations; an empty value asks for nothing.</summary>
    public static ConfigRequest Create(IEnumerable<string> configs, string? projectDirectory)
    {
        IEnumerable<string> distinct = configs.Where(ConfigPath.IsRelative)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(path => path, StringComparer.Ordinal);
        return new ConfigRequest(new EquatableArray<string>(distinct), projectDirectory);
    }

    /// <summary>Whether any declaration asks for the file.</summary>
    public bool Wants(string file)
    {
        foreach (string path in Paths)
        {
            if (ConfigPath.IsMatch(file, path, ProjectDirectory))
            {
                return true;
            }
        }

        return false;
    }
}
