using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using LanguageId;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Text;

/// <summary>The example's trained model, from text to logits, against what PyTorch computed from the same files.</summary>
public sealed class LanguageIdTests
{
    private const float LogitTolerance = 1e-5f;
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "model");

    [Theory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void TextsGiveTheRecordedIdsAndLogits(InstructionSet isa)
    {
        using LanguageIdentifier model = LanguageIdentifier.Load(s_folder, new LoadOptions { InstructionSet = isa });
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, "golden.json")));
        TextOptions truncate = new() { Truncate = true };
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.True(cases.Length > 20);
        string[] texts = [.. cases.Select(item => item.GetProperty("text").GetString()!)];
        Classification[] results = model.Classify(texts, truncate);
        for (int i = 0; i < cases.Length; i++)
        {
            int[] ids = [.. cases[i].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, model.Tokenizer.Encode(texts[i], new EncodeOptions { MaxLength = LanguageIdentifier.ContextLength }).Ids.ToArray());
            float[] logits = [.. cases[i].GetProperty("logits").EnumerateArray().Select(logit => logit.GetSingle())];
            Close.Rows(logits, results[i].Logits, LogitTolerance, $"logits of '{texts[i]}'");
        }
    }

    [Fact]
    public void LabelsAreLanguages()
    {
        using LanguageIdentifier model = LanguageIdentifier.Load(s_folder);
        Assert.Equal(LanguageIdentifier.LabelCount, model.Labels.Count);
        Assert.Equal("Afrikaans", model.Labels[0]);
        Assert.Equal("Welsh", model.Labels[^1]);
        Assert.Equal("French", model.Classify("Les enfants ont le droit d'aller à l'école.").Label);
    }
}
