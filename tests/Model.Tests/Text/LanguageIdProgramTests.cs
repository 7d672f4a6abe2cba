using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Model.Tests.Text;

/// <summary>The example as a program: arguments, standard input, errors, from a foreign current directory.</summary>
public sealed class LanguageIdProgramTests
{
    private static readonly string[] s_lines =
        ["Les enfants ont le droit d'aller à l'école.", "", "すべての人は教育を受ける権利がある。", "Jeder Mensch darf\tseine Meinung sagen."];

    [Fact]
    public async Task ArgumentsAreLabelled()
    {
        (int exit, string output, _) = await Run(AppContext.BaseDirectory, "", s_lines[0], s_lines[2]);
        string[] rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, exit);
        Assert.Equal(2, rows.Length);
        Assert.StartsWith("French ", rows[0], StringComparison.Ordinal);
        Assert.EndsWith(s_lines[0], rows[0], StringComparison.Ordinal);
        Assert.StartsWith("Japanese ", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesKeepTheirOrder()
    {
        string[] lines = [.. Enumerable.Range(0, 700).Select(i => s_lines[i % 4])];
        (int exit, string output, _) = await Run(AppContext.BaseDirectory, string.Join('\n', lines));
        string[] rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, exit);
        Assert.Equal(lines, rows.Select(row => row.Split('\t', 3)[2]));
        Assert.Equal(["French", "Japanese", "German"], [rows[696].Split('\t')[0], rows[698].Split('\t')[0], rows[699].Split('\t')[0]]);
        Assert.All(rows, row => Assert.Matches("^[^\t]+\t[01]\\.[0-9]{4}\t", row));
    }

    [Fact]
    public async Task WithoutInputSamplesAreShown()
    {
        (int exit, string output, _) = await Run(AppContext.BaseDirectory, "");
        Assert.Equal(0, exit);
        string[] expected = ["English", "German", "French", "Spanish", "Portuguese", "Russian", "Arabic", "Hindi", "Korean", "Chinese"];
        Assert.All(expected, language => Assert.Contains("\n" + language + " ", "\n" + output, StringComparison.Ordinal));
        Assert.Contains("in a batch", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpAndMistakes()
    {
        (int exit, string output, _) = await Run(AppContext.BaseDirectory, "", "--help");
        Assert.Equal(0, exit);
        Assert.Contains("lines.txt", output, StringComparison.Ordinal);
        (exit, _, string error) = await Run(AppContext.BaseDirectory, "", "--frobnicate");
        Assert.Equal(2, exit);
        Assert.Contains("no option --frobnicate", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutItsModelItSaysSo()
    {
        string folder = Directory.CreateTempSubdirectory("language-id-").FullName;
        try
        {
            foreach (string file in new[] { "LanguageId.dll", "LanguageId.runtimeconfig.json", "Transformers.Generated.dll" })
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file));
            }

            (int exit, string output, string error) = await Run(folder, "", "Hello");
            Assert.Equal(1, exit);
            Assert.Empty(output);
            Assert.StartsWith("LanguageId: ", error, StringComparison.Ordinal);
            Assert.Contains("model", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<(int Exit, string Output, string Error)> Run(string folder, string input, params string[] arguments) =>
        ExampleProgram.Run(Path.Combine(folder, "LanguageId.dll"), input, arguments);
}
