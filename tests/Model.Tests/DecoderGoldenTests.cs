using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests;

/// <summary>Decoder families against recorded outputs of Hugging Face transformers: whole sequences, sessions, greedy continuations.</summary>
public sealed class DecoderGoldenTests
{
    private const float HiddenTolerance = 1e-5f;
    private const float LogitTolerance = 2e-5f;

    public static TheoryData<string, string, string> Models => new()
    {
        { "TinyGpt2", "gpt2-hidden", "gpt2" },
        { "TinyGpt", "openai-gpt", "openai-gpt" },
        { "TinyMistral", "mistral-full", "mistral-full" },
        { "TinyQwen2", "qwen2-tied", "qwen2-tied" },
        { "TinyLlama", "llama", "llama" },
        { "TinyLlamaTied", "llama-mha", "llama-mha" },
        { "TinyLlamaMultiQuery", "llama-mqa", "llama-mqa" },
        { "TinyLlamaBias", "llama-bias", "llama-bias" },
        { "TinyRotary", "rope-default", "rope-qwen2" },
        { "TinyRotaryTheta", "rope-default-theta1e6", "rope-qwen2" },
        { "TinyRotaryLinear", "rope-linear", "rope-qwen2" },
        { "TinyRotaryDynamic", "rope-dynamic", "rope-qwen2" },
        { "TinyRotaryYarn", "rope-yarn", "rope-qwen2" },
        { "TinyRotaryYarnAttention", "rope-yarn-attn", "rope-qwen2" },
        { "TinyRotaryYarn1024", "rope-yarn-1024", "rope-qwen2" },
        { "TinyRotaryLlama3", "rope-llama3", "rope-qwen2" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void LayersAndLogitsMatch(string name, string recorded, string weights)
    {
        Golden golden = new(recorded, weights);
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            using DecoderModel model = Load(name, golden, isa);
            HiddenRecorder recorder = new(ModelSide.Decoder);
            float[] logits = new float[golden.Source.TokenIds.Length * model.Definition.VocabularySize];
            model.ComputeLogits(golden.Source.Batch, golden.Source.AllTokens, logits, recorder);
            int last = recorder.States.Keys.Max();
            for (int layer = 0; golden.Data.Contains($"out.hidden.{layer}"); layer++)
            {
                // The last recorded one is behind the final norm, where there is one.
                bool isLast = !golden.Data.Contains($"out.hidden.{layer + 1}");
                Close.Rows(golden.Packed($"out.hidden.{layer}"), recorder.States[isLast ? last : layer], HiddenTolerance, $"{isa} hidden.{layer}");
            }

            Close.Rows(golden.Packed("out.logits"), logits, LogitTolerance, $"{isa} logits");
        }
    }

    /// <summary>Masked tokens on the left are left out of the batch, and positions count as the recording says.</summary>
    [Theory]
    [InlineData("TinyGpt2", "gpt2-hidden", "gpt2")]
    [InlineData("TinyLlama", "llama", "llama")]
    [InlineData("TinyLlamaMultiQuery", "llama-mqa", "llama-mqa")]
    public void LeftPaddedBatchesMatch(string name, string recorded, string weights)
    {
        Golden golden = new(recorded, weights);
        using DecoderModel model = Load(name, golden, InstructionSet.Automatic);
        int[] mask = golden.Data.Ints("in.left_padded.attention_mask");
        int[] kept = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0)];
        int[] ids = golden.Data.Ints("in.input_ids");
        int[] positions = golden.Data.Ints("in.left_padded.position_ids");
        int width = golden.Data.Shape("in.input_ids")[1];
        int[] lengths = [.. Enumerable.Range(0, mask.Length / width).Select(row => kept.Count(i => i / width == row))];
        int vocabulary = model.Definition.VocabularySize;
        float[] logits = new float[kept.Length * vocabulary];
        TokenBatch batch = new([.. kept.Select(i => ids[i])], lengths, default, [.. kept.Select(i => positions[i])]);
        model.ComputeLogits(batch, [.. Enumerable.Range(0, kept.Length)], logits);
        float[] all = golden.Data.Values("out.left_padded.logits");
        Close.Rows([.. kept.SelectMany(i => all.AsSpan(i * vocabulary, vocabulary).ToArray())], logits, LogitTolerance, "logits");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void GreedyContinuationsAreIdentical(string name, string recorded, string weights)
    {
        Golden golden = new(recorded == "gpt2-hidden" ? "gpt2" : recorded, weights);
        if (!golden.Data.Contains("in.prompt"))
        {
            return; // recordings of angles have no continuation
        }

        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            using DecoderModel model = Load(name, golden, isa);
            int[] expected = golden.Data.Ints("out.generated");
            int[] prompt = golden.Data.Ints("in.prompt");
            using DecoderSession session = model.CreateSession();
            float[] logits = new float[session.VocabularySize];
            session.Prefill(prompt, logits);
            for (int i = prompt.Length; i < expected.Length; i++)
            {
                int next = logits.IndexOf(logits.Max());
                Assert.Equal(expected[i], next);
                session.DecodeStep(next, logits);
            }
        }
    }

    /// <summary>A sequence within the original context is not stretched.</summary>
    [Fact]
    public void DynamicAnglesOfAShortSequenceAreThePlainOnes()
    {
        Golden golden = new("rope-dynamic", "rope-qwen2");
        using DecoderModel model = Load("TinyRotaryDynamic", golden, InstructionSet.Automatic);
        int[] ids = golden.Data.Ints("in.short.input_ids");
        float[] logits = new float[ids.Length * model.Definition.VocabularySize];
        model.ComputeLogits(new TokenBatch(ids, [ids.Length]), [.. Enumerable.Range(0, ids.Length)], logits);
        Close.Rows(golden.Data.Values("out.short.logits"), logits, LogitTolerance, "logits");
    }

    private static DecoderModel Load(string name, Golden golden, InstructionSet isa) =>
        (DecoderModel)TestModel.Load(TestModel.TypeOf(name), golden.Checkpoint, new LoadOptions { InstructionSet = isa });
}
