using System.Collections.Immutable;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Generator.Tests.Emit;

/// <summary>A wrong declaration costs its user one error, ours: the surface is there all the same and compiles.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("[Encoder(ModelDim = 9, HeadCount = 2, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6)]")]
    [InlineData(
        "[Encoder(ModelDim = 9, HeadCount = 2, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6, "
        + "Head = EncoderHead.Pooler)]")]
    [InlineData($"[Encoder({Sources.EncoderDims}, Head = EncoderHead.SequenceClassification)]")]
    [InlineData($"[Encoder({Sources.EncoderDims}, Head = EncoderHead.TokenClassification, LabelCount = -1)]")]
    [InlineData($"[Encoder({Sources.EncoderDims}, Head = EncoderHead.MaskedLanguageModel, NormEpsilon = -1)]")]
    [InlineData("[Encoder(Config = \"a \\\"quoted\\\" {0} \\u2028 name.json\")]")]
    [InlineData("[Decoder(ModelDim = 9, HeadCount = 2, LayerCount = 2, VocabularySize = 11, ContextLength = 6)]")]
    [InlineData($"[EncoderDecoder({Sources.EncoderDecoderDims}, RelativeBucketCount = 1)]")]
    public void One_error_and_no_other(string attribute)
    {
        string source = Sources.Model(attribute) + """
            static class Use
            {
                public static async System.Threading.Tasks.Task<Tiny> Run()
                {
                    System.Span<float> hidden = stackalloc float[Tiny.ModelDim * Tiny.ContextLength / Tiny.HeadCount];
                    hidden[Tiny.VocabularySize - 1] = 0;
                    using Tiny model = Tiny.Load("there", null, null, default);
                    return await Tiny.LoadAsync("there", cancellationToken: default);
                }
            }
            """;
        string layers = attribute.StartsWith("[EncoderDecoder") ? "Tiny.EncoderLayerCount + Tiny.DecoderLayerCount" : "Tiny.LayerCount";
        string labels = attribute.Contains("Classification") ? "Tiny.LabelCount" : "0";
        source += $"static class Sizes {{ public const int Layers = {layers}; public const int Labels = {labels}; }}";
        (Compilation project, ImmutableArray<Diagnostic> reports) = UserProject.Build(source);

        Assert.StartsWith("TG0", Assert.Single(reports).Id);
        UserProject.AssertCompiles(project, []);
    }
}
