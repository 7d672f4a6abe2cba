using Transformers.Generated;
using Xunit;

namespace Model.Tests;

/// <summary>
/// Whole models against recorded outputs of an independent implementation (Hugging Face transformers), on every instruction set.
/// </summary>
public sealed class GoldenTests
{
    private const float HiddenTolerance = 2e-6f;
    private const float LogitTolerance = 1e-5f;

    public static TheoryData<InstructionSet> InstructionSets =>
        [InstructionSet.Automatic, InstructionSet.Portable, InstructionSet.AdvSimd, InstructionSet.Avx2, InstructionSet.Avx512];

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void BertMatchesAfterEveryLayer(InstructionSet isa)
    {
        Golden golden = new("bert-mlm");
        using TinyBert model = TinyBert.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        HiddenRecorder recorder = new(ModelSide.Encoder);
        float[] hidden = new float[golden.Source.TokenIds.Length * TinyBert.ModelDim];
        model.Encode(golden.Source.Batch, hidden, recorder);
        for (int layer = 0; layer <= TinyBert.LayerCount; layer++)
        {
            Close.Rows(golden.Packed($"out.hidden.{layer}"), recorder.States[layer], HiddenTolerance, $"hidden.{layer}");
        }

        float[] logits = new float[golden.Source.TokenIds.Length * TinyBert.VocabularySize];
        model.ComputeLogits(golden.Source.Batch, golden.Source.AllTokens, logits);
        Close.Rows(golden.Packed("out.logits"), logits, LogitTolerance, "logits");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void BertClassifierMatches(InstructionSet isa)
    {
        Golden golden = new("bert-cls");
        LoadOptions options = new() { InstructionSet = isa };
        using TinyBertClassifier classifier = TinyBertClassifier.Load(golden.Checkpoint, options);
        float[] logits = new float[golden.Source.Lengths.Length * TinyBertClassifier.LabelCount];
        classifier.ComputeLogits(golden.Source.Batch, logits);
        Close.Rows(golden.Data.Values("out.logits"), logits, LogitTolerance, "logits");
        float[] hidden = new float[golden.Source.TokenIds.Length * TinyBertClassifier.ModelDim];
        classifier.Encode(golden.Source.Batch, hidden);
        Close.Rows(golden.Packed("out.last_hidden"), hidden, HiddenTolerance, "last hidden");

        using TinyBertPooler pooler = TinyBertPooler.Load(golden.Checkpoint, options);
        float[] pooled = new float[golden.Source.Lengths.Length * TinyBertPooler.ModelDim];
        pooler.EncodePooled(golden.Source.Batch, pooled);
        Close.Rows(golden.Data.Values("out.pooled"), pooled, HiddenTolerance, "pooled");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void DistilBertMatches(InstructionSet isa)
    {
        Golden golden = new("distilbert-mlm");
        using TinyDistilBert model = TinyDistilBert.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        CheckMaskedLanguageModel(model, golden, TinyDistilBert.ModelDim, TinyDistilBert.VocabularySize);
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void RobertaMatches(InstructionSet isa)
    {
        Golden golden = new("roberta-mlm");
        using TinyRoberta model = TinyRoberta.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        CheckMaskedLanguageModel(model, golden, TinyRoberta.ModelDim, TinyRoberta.VocabularySize);
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void Gpt2Matches(InstructionSet isa)
    {
        Golden golden = new("gpt2");
        using TinyGpt2 model = TinyGpt2.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        float[] logits = new float[golden.Source.TokenIds.Length * TinyGpt2.VocabularySize];
        HiddenRecorder recorder = new(ModelSide.Decoder);
        model.ComputeLogits(golden.Source.Batch, golden.Source.AllTokens, logits, recorder);
        Close.Rows(golden.Packed("out.last_hidden"), recorder.States[TinyGpt2.LayerCount + 1], HiddenTolerance, "final norm");
        Close.Rows(golden.Packed("out.logits"), logits, LogitTolerance, "logits");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void GptMatches(InstructionSet isa)
    {
        Golden golden = new("openai-gpt");
        using TinyGpt model = TinyGpt.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        float[] logits = new float[golden.Source.TokenIds.Length * TinyGpt.VocabularySize];
        HiddenRecorder recorder = new(ModelSide.Decoder);
        model.ComputeLogits(golden.Source.Batch, golden.Source.AllTokens, logits, recorder);
        for (int layer = 0; layer <= TinyGpt.LayerCount; layer++)
        {
            Close.Rows(golden.Packed($"out.hidden.{layer}"), recorder.States[layer], HiddenTolerance, $"hidden.{layer}");
        }

        Close.Rows(golden.Packed("out.logits"), logits, LogitTolerance, "logits");
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void T5Matches(InstructionSet isa)
    {
        Golden golden = new("t5");
        using TinyT5 model = TinyT5.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
        Tokens target = golden.Tokens("in.decoder_input_ids", null);
        float[] logits = new float[target.TokenIds.Length * TinyT5.VocabularySize];
        HiddenRecorder recorder = new(ModelSide.Encoder);
        model.ComputeLogits(golden.Source.Batch, target.Batch, target.AllTokens, logits, recorder);
        Close.Rows(golden.Packed("out.encoder"), recorder.States[TinyT5.EncoderLayerCount + 1], HiddenTolerance, "encoder");
        Close.Rows(golden.Data.Values("out.logits"), logits, LogitTolerance, "logits");
    }

    private static void CheckMaskedLanguageModel(MaskedLanguageModel model, Golden golden, int modelDim, int vocabulary)
    {
        float[] hidden = new float[golden.Source.TokenIds.Length * modelDim];
        model.Encode(golden.Source.Batch, hidden);
        Close.Rows(golden.Packed("out.last_hidden"), hidden, HiddenTolerance, "last hidden");
        float[] logits = new float[golden.Source.TokenIds.Length * vocabulary];
        model.ComputeLogits(golden.Source.Batch, golden.Source.AllTokens, logits);
        Close.Rows(golden.Packed("out.logits"), logits, LogitTolerance, "logits");
    }
}
