using System;
using System.IO;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests;

/// <summary>Families of encoder-decoders against recorded outputs of Hugging Face transformers and PyTorch, on every instruction set.</summary>
public sealed class EncoderDecoderGoldenTests
{
    private const float HiddenTolerance = 2e-6f;
    private const float LogitTolerance = 1e-5f;

    public static TheoryData<string, string> Recorded => new()
    {
        { "TinyMarian", "marian" },
        { "TinyMarian", "beam-marian" },
        { "TinyBart", "bart" },
        { "TinyBart", "beam-bart" },
        { "TinyT5", "beam-t5" },
    };

    public static TheoryData<string, string> Torch => new()
    {
        { "VaswaniPostRelu", "vaswani-post-relu" },
        { "VaswaniPreGeluTanh", "pre-gelu_tanh" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void EncoderAndLogitsMatch(string name, string recorded)
    {
        Golden golden = new(recorded);
        Tokens target = golden.Tokens("in.decoder_input_ids", null);
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            using EncoderDecoderModel model = Load(name, golden.Checkpoint, isa);
            HiddenRecorder encoder = new(ModelSide.Encoder);
            float[] logits = new float[target.TokenIds.Length * model.Definition.VocabularySize];
            model.ComputeLogits(golden.Source.Batch, target.Batch, target.AllTokens, logits, encoder);
            Close.Rows(golden.Packed("out.encoder"), encoder.States[encoder.States.Keys.Max()], HiddenTolerance, $"{isa} encoder");
            Close.Rows(golden.Data.Values("out.logits"), logits, LogitTolerance, $"{isa} logits");
        }
    }

    /// <summary>torch.nn.Transformer, both placements of norms: source padding, a causal target, cross-attention of fused weights.</summary>
    [Theory]
    [MemberData(nameof(Torch))]
    public void TheOriginalTransformerMatchesPyTorch(string name, string recorded)
    {
        SafetensorsData data = SafetensorsData.Read(Path.Combine(Golden.Folder, recorded + ".safetensors"));
        int[] source = data.Shape("in.src");
        int[] target = data.Shape("in.tgt");
        bool[] isPadding = [.. data.Ints("in.src_pad_mask").Select(each => each != 0)];
        int[] kept = [.. Enumerable.Range(0, isPadding.Length).Where(i => !isPadding[i])];
        int[] lengths = [.. Enumerable.Range(0, source[0]).Select(row => kept.Count(i => i / source[1] == row))];
        Assert.True(kept.Length < isPadding.Length, "the golden has padding");
        float[] memory = data.Values("out.memory");
        float[] decoder = data.Values("out.decoder");
        string path = TorchCheckpoint(name, data);

        // Each input vector is the embedding of a token of its own.
        int[] targetTokens = [.. Enumerable.Range(0, target[0] * target[1])];
        TokenBatch targets = new(targetTokens, [.. Enumerable.Repeat(target[1], target[0])]);
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            using EncoderDecoderModel model = Load(name, path, isa);
            HiddenRecorder encoderStates = new(ModelSide.Encoder);
            HiddenRecorder decoderStates = new(ModelSide.Decoder);
            float[] logits = new float[targetTokens.Length * model.Definition.VocabularySize];
            model.ComputeLogits(new TokenBatch(kept, lengths), targets, targetTokens, logits, encoderStates);
            model.ComputeLogits(new TokenBatch(kept, lengths), targets, targetTokens, logits, decoderStates);
            float[] expected = [.. kept.SelectMany(i => memory.Skip(i * source[2]).Take(source[2]))];
            Close.Rows(expected, encoderStates.States[encoderStates.States.Keys.Max()], HiddenTolerance, $"{isa} memory");
            Close.Rows(decoder, decoderStates.States[decoderStates.States.Keys.Max()], HiddenTolerance, $"{isa} decoder");
        }
    }

    /// <summary>A file without the bias of the logits is refused and not read as zeros.</summary>
    [Fact]
    public void TheBiasOfTheLogitsMustBeThere()
    {
        Golden golden = new("marian");
        string path = RandomCheckpoint.NewPath("without-bias.safetensors");
        SafetensorsData.Read(golden.Checkpoint).Remove("final_logits_bias").Write(path);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => TinyMarian.Load(path));
        Assert.Contains("final_logits_bias", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Sources and targets are looked up in the file's vectors; an output matrix of the pre-norm model is made up.</summary>
    private static string TorchCheckpoint(string name, SafetensorsData golden)
    {
        const string Weights = "w.";
        int[] source = golden.Shape("in.src");
        int[] target = golden.Shape("in.tgt");
        int rows = source[0] * source[1];
        float[] targets = new float[rows * source[2]];
        golden.Values("in.tgt").CopyTo(targets, 0);
        Assert.True(target[0] * target[1] < rows, "the shorter table is padded");
        string path = RandomCheckpoint.NewPath(name + ".safetensors");
        SafetensorsData checkpoint = golden
            .Rename(each => each.StartsWith(Weights, StringComparison.Ordinal) ? each[Weights.Length..] : null)
            .Set("source.weight", golden.Values("in.src"), rows, source[2])
            .Set("target.weight", targets, rows, source[2]);
        if (name == nameof(VaswaniPreGeluTanh))
        {
            checkpoint.Set("generator.weight", new float[rows * source[2]], rows, source[2]).Set("generator.bias", new float[rows], rows);
        }

        checkpoint.Write(path);
        return path;
    }

    private static EncoderDecoderModel Load(string name, string path, InstructionSet isa) =>
        (EncoderDecoderModel)TestModel.Load(TestModel.TypeOf(name), path, new LoadOptions { InstructionSet = isa });
}
