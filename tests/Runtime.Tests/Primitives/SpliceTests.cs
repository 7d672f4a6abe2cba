using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Runtime.Tests.Primitives;

/// <summary>The marks by which the generator cuts functions out of VectorMath.cs say the truth.</summary>
public sealed class SpliceTests
{
    private sealed record Splice(string Name, string[] Requires, string Text);

    [Fact]
    public void EverySpliceRequiresExactlyWhatItCalls()
    {
        Splice[] splices = ReadSplices();
        Assert.NotEmpty(splices);
        foreach (Splice splice in splices.Where(each => !each.Name.StartsWith("Horizontal", System.StringComparison.Ordinal)))
        {
            string code = Regex.Replace(splice.Text, "//.*", "");
            IEnumerable<string> called = splices.Select(each => each.Name)
                .Where(name => name != splice.Name && Regex.IsMatch(code, $@"(?<![\w.]){name}\("));
            Assert.Equal(called.Order(), splice.Requires.Order());
        }
    }

    [Fact]
    public void SplicesNameNoVectorWidthButTheHorizontalOnes()
    {
        foreach (Splice splice in ReadSplices().Where(each => !each.Name.StartsWith("Horizontal", System.StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch("Vector(64|128|256|512)", splice.Text);
        }
    }

    [Fact]
    public void EveryFunctionIsInsideASplice()
    {
        string source = File.ReadAllText(SourcePath());
        int functions = Regex.Count(source, "internal static (V|float) ");
        Assert.Equal(functions, ReadSplices().Sum(each => Regex.Count(each.Text, "internal static (V|float) ")));
    }

    private static Splice[] ReadSplices()
    {
        const string pattern = """// <splice name="(\w+)"(?: requires="([\w ]+)")?>\n(.*?)// </splice>""";
        return
        [
            .. Regex.Matches(File.ReadAllText(SourcePath()), pattern, RegexOptions.Singleline)
                .Select(match => new Splice(
                    match.Groups[1].Value,
                    match.Groups[2].Value.Split(' ', System.StringSplitOptions.RemoveEmptyEntries),
                    match.Groups[3].Value)),
        ];
    }

    private static string SourcePath([CallerFilePath] string testFile = "")
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "..", "..", ".."));
        return Path.Combine(root, "runtime", "Primitives", "VectorMath.cs");
    }
}
