using System;
using System.Linq;
using System.Reflection;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>
/// What does not fit is refused with a message that names it, its value and the limit, before anything is computed or allocated.
/// </summary>
public sealed class ArgumentTests : IDisposable
{
    private const int Dim = TinyBert.ModelDim;

    private readonly TinyBert _model = TinyBert.Load(TestModel.Checkpoint("TinyBert"), new LoadOptions { MaxTokens = 40, ThreadCount = 2 });

    public void Dispose() => _model.Dispose();

    [Fact]
    public void AnOverlongSequenceIsRefused()
    {
        int length = TinyBert.ContextLength + 1;
        CheckRefused(
            () => _model.Encode(new TokenBatch(new int[length], [length]), new float[length * Dim]),
            "sequence 0", $"{length}", $"ContextLength = {TinyBert.ContextLength}");
    }

    [Fact]
    public void ALengthThatLiesIsRefused()
    {
        CheckRefused(() => _model.Encode(new TokenBatch([1], [int.MaxValue]), new float[Dim]), "sequence 0", $"{int.MaxValue}");
        CheckRefused(() => _model.Encode(new TokenBatch([1], [2, -1]), new float[Dim]), "sequence 1", "-1");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2], [1, 2]), new float[2 * Dim]), "sum to 3", "2 tokens");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2], []), new float[2 * Dim]), "sum to 0", "2 tokens");
    }

    [Fact]
    public void MoreThanMaxTokensAreRefused() => CheckRefused(
        () => _model.Encode(new TokenBatch(new int[41], [21, 20]), new float[41 * Dim]), "41 tokens", "MaxTokens = 40");

    [Fact]
    public void ValuesOutOfRangeAreRefused()
    {
        float[] to = new float[3 * Dim];
        int vocabulary = TinyBert.VocabularySize;
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2, vocabulary], [3]), to), $"token id {vocabulary}", "index 2", $"VocabularySize = {vocabulary}");
        CheckRefused(() => _model.Encode(new TokenBatch([1, -1, 2], [3]), to), "token id -1", "index 1");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2, 3], [3], [0, 1, 2]), to), "token type 2", "index 2", "TokenTypeCount = 2");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2, 3], [3], [0, 1]), to), "3 tokens", "2 token types");
        int context = TinyBert.ContextLength;
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2, 3], [3], default, [0, context, 1]), to), $"position {context}", "index 1", $"ContextLength = {context}");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2, 3], [3], default, [0]), to), "3 tokens", "1 positions");
    }

    [Fact]
    public void DestinationsOfTheWrongSizeAreRefused()
    {
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2], [2]), new float[Dim]), $"{Dim} floats", $"[2, {Dim}] = {2 * Dim}");
        CheckRefused(() => _model.Encode(new TokenBatch([1, 2], [2]), new float[(2 * Dim) + 1]), $"{(2 * Dim) + 1} floats");
        CheckRefused(() => _model.EncodeMean(new TokenBatch([1, 2], [2]), new float[2 * Dim]), $"[1, {Dim}]");
        CheckRefused(() => _model.EncodeFirst(new TokenBatch([1, 2], [2]), []), $"[1, {Dim}]");
        CheckRefused(() => _model.ComputeLogits(new TokenBatch([1, 2], [2]), [0], []), $"[1, {TinyBert.VocabularySize}]");
    }

    [Fact]
    public void ChosenTokensMustBeOfTheBatch()
    {
        float[] logits = new float[TinyBert.VocabularySize];
        CheckRefused(() => _model.ComputeLogits(new TokenBatch([1, 2], [2]), [2], logits), "token index 2", "2 tokens");
        CheckRefused(() => _model.ComputeLogits(new TokenBatch([1, 2], [2]), [-1], logits), "token index -1");
    }

    [Fact]
    public void SourcesAndTargetsMustBeEqualInNumber()
    {
        using TinyT5 model = (TinyT5)TestModel.Load("TinyT5", InstructionSet.Automatic);
        CheckRefused(
            () => model.ComputeLogits(new TokenBatch([1, 2], [1, 1]), new TokenBatch([1], [1]), [0], new float[TinyT5.VocabularySize]), "2 sources", "1 targets");
    }

    [Fact]
    public void AModelWorksAfterRefusals()
    {
        AnOverlongSequenceIsRefused();
        float[] hidden = new float[2 * Dim];
        _model.Encode(new TokenBatch([1, 2], [2]), hidden);
        Assert.All(hidden, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void BadOptionsAreRefused()
    {
        string path = TestModel.Checkpoint("TinyBert");
        Assert.Throws<ArgumentOutOfRangeException>(() => TinyBert.Load(path, new LoadOptions { ThreadCount = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TinyBert.Load(path, new LoadOptions { MaxTokens = 0 }));
        Assert.Throws<ArgumentNullException>(() => TinyBert.Load(null!));
    }

    [Fact]
    public void AWrongCheckpointIsRefusedWithItsTensors()
    {
        CheckpointException other = Assert.Throws<CheckpointException>(() => TinyGpt2.Load(TestModel.Checkpoint("TinyBert")));
        Assert.Contains("wte.weight", other.Message, StringComparison.Ordinal);

        var data = RandomCheckpoint.Create(typeof(OddTokens));
        const string Query = "encoder.layer.1.attention.self.query.weight";
        data.Remove("classifier.bias").Set(Query, new float[12], 3, 4).Set("encoder.layer.2.output.dense.weight", new float[15], 5, 3);
        string path = RandomCheckpoint.NewPath("wrong.safetensors");
        data.Write(path);
        CheckpointException wrong = Assert.Throws<CheckpointException>(() => OddTokens.Load(path));
        Assert.Contains("1 missing, 1 unfit, 1 surplus", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("classifier.bias", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(Query, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("[5, 5]", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("encoder.layer.2.output.dense.weight", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>The call throws, the message holds the parts, and no pass was made for it.</summary>
    private void CheckRefused(Action call, params string[] parts)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(call);
        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
        object passes = typeof(TransformerModel).GetField("_passes", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_model)!;
        Assert.Null(((SlotPool<ForwardPass>)passes).TryTake());
    }
}
