using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>The example as a program, compiled for models as its user compiles it, and without one.</summary>
public sealed class TranslateProgramTests : IDisposable
{
    private static readonly string[] s_lines = ["And God said, Let there be light", "the beginning"];
    private static readonly string s_withoutModel = ExampleCopy.ProgramOf("Translate");

    private readonly ExampleCopy _example = new("Translate");
    private readonly MarianFolder _marian = new();
    private readonly PiecesFolder _t5 = new(
        "beam-t5",
        """{"decoder_start_token_id": 0, "eos_token_id": 1, "num_beams": 3, "min_new_tokens": 3, "max_new_tokens": 12}""",
        "<pad>",
        "</s>",
        "<unk>");

    public void Dispose()
    {
        _example.Dispose();
        _marian.Dispose();
        _t5.Dispose();
    }

    /// <summary>A build keeps nothing of the last model's, and says what is missing.</summary>
    [Fact]
    public async Task OneProjectTranslatesWithOneModelAfterTheOther()
    {
        string empty = Directory.CreateDirectory(_marian.PathOf("empty")).FullName;
        (int exit, string output) = await _example.Build(empty);
        Assert.NotEqual(0, exit);
        Assert.Contains($"There is no config.json in '{empty}'. Give the folder of a Marian", output, StringComparison.Ordinal);

        // Relative to where the command is given, which is the folder of temporary ones.
        (exit, output) = await _example.Build(Path.GetFileName(_marian.FullPath));
        Assert.True(exit == 0, output);
        using (TinyMarian marian = TinyMarian.Load(_marian.FullPath))
        {
            await TranslatesAs(marian);
        }

        (exit, output) = await _example.Build(_t5.FullPath);
        Assert.True(exit == 0, output);
        using (BeamT5 t5 = BeamT5.Load(_t5.FullPath))
        {
            await TranslatesAs(t5);
        }

        File.Delete(_t5.PathOf("model.safetensors"));
        string error;
        (exit, output, error) = await _example.Run("", s_lines);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"Translate: {_t5.FullPath}: the directory has neither model.safetensors nor", error, StringComparison.Ordinal);
    }

    /// <summary>Lines from everywhere, beams, several translations, prefixes: what the model's own methods give.</summary>
    private async Task TranslatesAs(EncoderDecoderModel model)
    {
        string[] best = model.Generate(s_lines);
        Assert.All(best, text => Assert.NotEqual("", text));
        Assert.Equal((0, Join(best), ""), await _example.Run("", s_lines));
        Assert.Equal((0, Join(best[0], "", best[1]), ""), await _example.Run(Join(s_lines[0], " ", s_lines[1])));
        string path = RandomCheckpoint.NewPath("lines.txt");
        await File.WriteAllLinesAsync(path, s_lines);
        Assert.Equal((0, Join(best), ""), await _example.Run("", "--file", path, "--batch", "1"));

        GenerationOptions options = new() { BeamCount = 4, ReturnCount = 2, MaxNewTokens = 5 };
        GeneratedSequence[] found = model.Search([s_lines[1] + s_lines[0]], options, [s_lines[1]])[0];
        string[] listed = [.. found.Select(each => FormattableString.Invariant($"{each.Score,9:0.000}  {s_lines[1]}{each.Text}"))];
        Assert.Equal(
            (0, Join([s_lines[0], .. listed]), ""),
            await _example.Run("", "--task", s_lines[1], "--start", s_lines[1], "--beams", "4", "--best", "2", "--most", "5", s_lines[0]));
    }

    [Fact]
    public async Task WithoutAModelItSaysHowToGiveOne()
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_withoutModel, "", s_lines);
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("Translate: this build has no model", error, StringComparison.Ordinal);
        Assert.Contains("-p:Model=<folder>", error, StringComparison.Ordinal);
        (exit, output, error) = await ExampleProgram.Run(s_withoutModel, "", "--help");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("-p:Model=<folder>", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--frobnicate' is not an option", "--frobnicate")]
    [InlineData("--beams takes a number of 1 or more, not '0'", "--beams", "0")]
    [InlineData("--task takes a value", "--task")]
    [InlineData("there are lines and --file x.txt", "a line", "--file", "x.txt")]
    public async Task MistakesAreExplained(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_withoutModel, "", arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("Translate: " + expected, error, StringComparison.Ordinal);
    }

    private static string Join(params string[] lines) => string.Concat(lines.Select(line => line + Environment.NewLine));
}
