using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Peers.Cases;
using Peers.Report;

namespace Peers;

/// <summary>Measures this library beside ONNX Runtime, llama.cpp and OpenBLAS, in one process and in turns.</summary>
internal static class Program
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ShortNumbers() },
    };

    private static int Main(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return Run(arguments);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static int Run(string[] arguments)
    {
        if (arguments is ["--help"])
        {
            Console.WriteLine(Settings.Usage);
            return 0;
        }

        Settings settings = Settings.Parse(arguments);
        PeerCase[] cases = [.. CaseList.All.Where(item =>
            settings.Only.Count == 0 || settings.Only.Any(text => item.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))];
        if (cases.Length == 0)
        {
            string names = string.Join('\n', CaseList.All.Select(item => item.Name));
            throw new ArgumentException($"no case has '{string.Join("' or '", settings.Only)}' in its name; the names are\n{names}");
        }

        using Bench bench = new(settings);
        if (settings.MemoryOf is { } side)
        {
            if (side != MemoryProbe.Nothing)
            {
                cases.Single(item => item.Name == settings.Only[0]).RunAlone(bench, side);
            }

            Console.WriteLine(MemoryProbe.OwnPeakMegabytes());
            return 0;
        }

        Machine machine = Machine.Describe(bench, settings.Command);
        Console.Error.WriteLine(machine);
        List<CaseResult> results = [];
        ProgressBar progress = new(cases.Length);
        foreach (PeerCase item in cases)
        {
            progress.Show(results.Count, item.Name);
            CaseResult result = item.Run(bench);
            results.Add(result);
            progress.Clear();
            Console.WriteLine(JsonSerializer.Serialize(result, s_json));
        }

        Console.Error.WriteLine($"Written: {string.Join(", ", WritePages(settings.Output, machine, results))}");
        return 0;
    }

    /// <summary>A page for decoders, one for encoder-decoders and one for all else, each where it has cases.</summary>
    private static IEnumerable<string> WritePages(string folder, Machine machine, List<CaseResult> results)
    {
        CaseResult[] decoders = [.. results.Where(result => DecoderPage.Groups.Contains(result.Group))];
        CaseResult[] translations = [.. results.Where(result => TranslationPage.Groups.Contains(result.Group))];
        CaseResult[] others = [.. results.Except(decoders).Except(translations)];
        if (others.Length > 0)
        {
            yield return ResultPage.Write(folder, machine, others);
        }

        if (decoders.Length > 0)
        {
            yield return DecoderPage.Write(folder, machine, decoders);
        }

        if (translations.Length > 0)
        {
            yield return TranslationPage.Write(folder, machine, translations);
        }
    }
}
