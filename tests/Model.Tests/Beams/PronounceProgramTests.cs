using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using System.Xml.Linq;
using TestSupport;
using Xunit;

namespace Model.Tests.Beams;

/// <summary>The example as a program: words from everywhere, pictures of alignments, mistakes.</summary>
public sealed class PronounceProgramTests
{
    private static readonly string s_program = Path.Combine(
        TestData.Repository!,
        "examples",
        "Pronounce",
        "bin",
        typeof(PronounceProgramTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "Pronounce.dll");

    [Fact]
    public async Task WordsComeAsArgumentsFromAFileOrStandardInput()
    {
        const string Text = "attention\n\n  don't \nof\n";
        string path = RandomCheckpoint.NewPath("words.txt");
        await File.WriteAllTextAsync(path, Text);
        (int exit, string output, string error) = await ExampleProgram.Run(s_program, "", "attention", "don't", "of", "--best", "2");
        Assert.Equal((0, ""), (exit, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.Matches("^attention +[0-9]+ ?%  [A-Z]+( [A-Z]+)*\r?$", lines[0]);
        Assert.Matches("^ +[0-9]+ ?%  [A-Z]+", lines[1]);
        Assert.StartsWith("don't ", lines[2], StringComparison.Ordinal);
        Assert.Equal((0, output, ""), await ExampleProgram.Run(s_program, "", "--best", "2", "--file", path));
        Assert.Equal((0, output, ""), await ExampleProgram.Run(s_program, Text, "--best", "2"));
    }

    [Fact]
    public async Task AnAlignmentIsDrawnInTheTerminalAndAsAPicture()
    {
        const string Word = "o'clock";
        string path = RandomCheckpoint.NewPath("alignment.svg");
        (_, string listed, _) = await ExampleProgram.Run(s_program, "", Word, "--best", "1");
        string[] sounds = [.. listed.Split("  ")[^1].Trim().Split(' '), "end"];
        (int exit, string output, string error) = await ExampleProgram.Run(s_program, "", "--align", Word, "--svg", path);
        Assert.Equal((0, ""), (exit, error));
        string[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
        Assert.Equal("o ' c l o c k end", string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(sounds, lines[1..].Select(line => line.Split(' ')[0]));
        Assert.All(lines[1..], line => Assert.Contains(line, letter => "░▒▓█".Contains(letter, StringComparison.Ordinal)));

        XDocument picture = XDocument.Load(path);
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement[] cells = [.. picture.Descendants(svg + "rect").Where(cell => cell.Element(svg + "title") is not null)];
        IGrouping<string, XElement>[] rows = [.. cells.GroupBy(cell => cell.Attribute("y")!.Value)];
        Assert.Equal(sounds, rows.Select(row => row.First().Element(svg + "title")!.Value.Split(',')[0]));
        Assert.All(rows, row =>
        {
            // Eight letters, each left out below half a hundredth.
            double sum = row.Sum(cell => double.Parse(cell.Attribute("fill-opacity")!.Value, CultureInfo.InvariantCulture));
            Assert.InRange(sum, 1 - (8 * 0.0055), 1 + (8 * 0.0005));
        });
        string[] labels = [.. picture.Descendants(svg + "text").Select(text => text.Value)];
        Assert.Equal(Word, labels[0]);
        Assert.Equal(["o", "'", "c", "l", "o", "c", "k", "end", .. sounds], labels[2..]);
    }

    [Theory]
    [InlineData("no option --frobnicate", "--frobnicate")]
    [InlineData("--best takes a number from 1 to 5, and not '6'", "--best", "6")]
    [InlineData("--file needs a value after it", "--file")]
    [InlineData("add --align <word>", "--svg", "x.svg")]
    [InlineData("only one of them", "word", "--align", "other")]
    [InlineData("'naïve' has the character 'ï'", "naïve")]
    [InlineData("a word has no letters", "--align", "")]
    public async Task MistakesAreExplained(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_program, "", arguments);
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("--align word", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingFileIsNamed()
    {
        (int exit, _, string error) = await ExampleProgram.Run(s_program, "", "--file", "no-such-words.txt");
        Assert.Equal(1, exit);
        Assert.StartsWith("Pronounce: ", error, StringComparison.Ordinal);
        Assert.Contains("no-such-words.txt", error, StringComparison.Ordinal);
    }
}
