using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>Greedy search with processors over a real session: tokens and their log-probabilities against Hugging Face.</summary>
public sealed class GreedyGoldenTests
{
    private const float ScoreTolerance = 1e-4f;

    [Theory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void TokensAndScoresMatch(InstructionSet isa)
    {
        using TinyGpt2 model = TinyGpt2.Load(new Golden("gpt2").Checkpoint, new LoadOptions { InstructionSet = isa, ThreadCount = 1 });
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden.Folder, "greedy-gpt2.json")));
        int[] prompt = Numbers<int>(golden.RootElement.GetProperty("inputs").GetProperty("input_ids")[0]);
        JsonElement[] runs = [.. golden.RootElement.GetProperty("runs").EnumerateArray()];
        runs = Array.FindAll(runs, run => !run.GetProperty("settings").TryGetProperty("num_beams", out _));
        Assert.Equal(5, runs.Length);
        foreach (JsonElement run in runs)
        {
            string settings = run.GetProperty("settings").GetRawText();
            TokenRow found = Run(model, prompt, settings);
            int[] sequence = [.. prompt, .. found.NewTokens];
            Assert.Equal(Numbers<int>(run.GetProperty("sequences")[0]), sequence);
            Close.Rows(Numbers<float>(run.GetProperty("token_scores")[0]), found.LogProbabilities, ScoreTolerance, settings);
        }
    }

    private static TokenRow Run(TinyGpt2 model, int[] prompt, string json)
    {
        GenerationOptions options = GenerationConfig.Read(TokenizerSource.FromBytes("settings", Encoding.UTF8.GetBytes(json)));
        GenerationSettings settings = GenerationSettings.Resolve(options with { LogProbabilities = true }, null, TinyGpt2.VocabularySize);
        using DecoderSession session = model.CreateSession();
        TokenRun run = new(session, settings, prompt, TinyGpt2.VocabularySize);
        while (run.Row.Finish is null)
        {
            run.Next(CancellationToken.None);
        }

        return run.Row;
    }

    private static T[] Numbers<T>(JsonElement row)
        where T : ISpanParsable<T> =>
        [.. row.EnumerateArray().Select(number => T.Parse(number.GetRawText(), System.Globalization.CultureInfo.InvariantCulture))];
}
