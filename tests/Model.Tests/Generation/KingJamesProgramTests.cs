using System;
using System.IO;
using System.Reflection;
using System.Threading.Tasks;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>The example as a program: prompt, seed, temperature, mistakes.</summary>
public sealed class KingJamesProgramTests
{
    private const string Prompt = "In the beginning";

    // Beside the test, its model folder would be that of the other example.
    private static readonly string s_program = Path.Combine(
        TestData.Repository!,
        "examples",
        "KingJames",
        "bin",
        typeof(KingJamesProgramTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "KingJames.dll");

    [Theory]
    [InlineData("--seed", "1611")]
    [InlineData("--temperature", "0")]
    public async Task ItWritesWhatTheModelGenerates(string option, string value)
    {
        using KingJamesModel model = KingJamesModel.Load();
        GenerationOptions options = option == "--seed" ? new GenerationOptions { Seed = 1611 } : new GenerationOptions { Sample = false };
        (int exit, string output, string error) = await ExampleProgram.Run(s_program, "", "In the", "beginning", option, value);
        Assert.True(exit == 0, error);
        Assert.StartsWith(Prompt + model.Generate(Prompt, options) + Environment.NewLine, output, StringComparison.Ordinal);
        Assert.Contains("tokens a second", output, StringComparison.Ordinal);
        Assert.Equal(option == "--seed", output.Contains("seed 1611", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutArgumentsItBeginsByItself()
    {
        (int exit, string output, _) = await ExampleProgram.Run(s_program, "");
        Assert.Equal(0, exit);
        Assert.StartsWith("And it came to pass", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no option --frobnicate", "--frobnicate")]
    [InlineData("--seed needs a number, and 'x' is none", "--seed", "x")]
    [InlineData("--seed needs a number after it", "--seed")]
    [InlineData("Temperature must be above 0", "--temperature", "-1")]
    public async Task MistakesAreExplained(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_program, "", arguments);
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("--temperature <t>", error, StringComparison.Ordinal);
    }
}
