using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Generator.Tests.Snapshots;

/// <summary>Compares texts with approved files beside this one, or rewrites these where the variable says so.</summary>
internal static class Approval
{
    private const string Variable = "TRANSFORMERS_UPDATE_SNAPSHOTS";
    private const int ContextLines = 3;

    /// <summary>
    /// Fails where a folder's approved files are not exactly these texts; what came instead is written beside them as
    /// <c>*.received.*</c>.
    /// </summary>
    public static void Match(string folder, IEnumerable<(string Name, string Text)> files, [CallerFilePath] string caller = "") =>
        Match(folder, files, Environment.GetEnvironmentVariable(Variable) == "1", caller);

    /// <inheritdoc cref="Match(string, IEnumerable{ValueTuple{string, string}}, string)"/>
    public static void Match(string folder, IEnumerable<(string Name, string Text)> files, bool isUpdate, string caller)
    {
        string directory = Path.Combine(Path.GetDirectoryName(caller)!, folder);
        Directory.CreateDirectory(directory);
        Dictionary<string, string> received = files.ToDictionary(file => file.Name, file => file.Text);
        List<string> problems = [];
        foreach (string path in Directory.GetFiles(directory).Where(path => path.Contains(".received.") || (isUpdate && !received.ContainsKey(Path.GetFileName(path)))))
        {
            File.Delete(path);
        }

        foreach ((string name, string text) in received)
        {
            string path = Path.Combine(directory, name);
            string? approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
            if (approved != text)
            {
                File.WriteAllText(isUpdate ? path : path.Replace(".g.cs", ".received.g.cs"), text, new UTF8Encoding(false));
                problems.Add(approved is null ? $"{folder}/{name} is not approved yet" : $"{folder}/{name}:{Difference(approved, text)}");
            }
        }

        IEnumerable<string> left =
            Directory.GetFiles(directory).Select(path => Path.GetFileName(path)).Where(name => !name.Contains(".received."));
        problems.AddRange(left.Except(received.Keys).Select(name => $"{folder}/{name} is no longer generated"));
        Assert.True(isUpdate || problems.Count == 0, $"{string.Join("\n", problems)}\nIf this is meant, run again with {Variable}=1 and review the change.");
    }

    private static string Difference(string approved, string received)
    {
        string[] old = approved.Split('\n');
        string[] now = received.Split('\n');
        int line = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        IEnumerable<string> Excerpt(string[] lines, string mark) => lines.Skip(line).Take(ContextLines).Select(text => mark + text);
        IEnumerable<string> before = old.Take(line).TakeLast(ContextLines).Select(text => "  " + text);
        return $"{line + 1}\n{string.Join("\n", before.Concat(Excerpt(old, "- ")).Concat(Excerpt(now, "+ ")))}";
    }
}
