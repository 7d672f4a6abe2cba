using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <content>Dimensions: their ranges, divisibility, and the sizes of the tensors they make.</content>
internal sealed partial class SpecRules
{
    // Far above any published model of these families, far below what would overflow an index or make a generated file senseless.
    private const int MaxModelDim = 1 << 16;
    private const int MaxHeadCount = 1 << 10;
    private const int MaxHeadDim = 1 << 12;
    private const int MaxLayerCount = 1 << 10;
    private const int MaxFeedForwardDim = 1 << 20;
    private const int MaxVocabularySize = 1 << 24;
    private const int MaxContextLength = 1 << 20;
    private const int MaxTokenTypeCount = 1 << 16;

    // A tensor of more elements than int counts would not fit the spans that readers and sinks use.
    private const long MaxElementCount = int.MaxValue;

    private void CheckDimensions()
    {
        int? modelDim = Required(nameof(ModelRequest.ModelDim), _request.ModelDim, MaxModelDim);
        int? headCount = Required(nameof(ModelRequest.HeadCount), _request.HeadCount, MaxHeadCount);
        int? feedForwardDim = Required(nameof(ModelRequest.FeedForwardDim), _request.FeedForwardDim, MaxFeedForwardDim);
        int? vocabularySize = Required(nameof(ModelRequest.VocabularySize), _request.VocabularySize, MaxVocabularySize);
        int? contextLength = Required(nameof(ModelRequest.ContextLength), _request.ContextLength, MaxContextLength);
        CheckLayerCounts();
        int? headDim = CheckHeadDim(modelDim, headCount);
        CheckKeyValueHeads(headCount);
        CheckRotary(headDim);
        CheckWindow();
        CheckPositions(modelDim, contextLength);
        if (_request.TokenTypeCount is int tokenTypeCount)
        {
            InRange(nameof(ModelRequest.TokenTypeCount), tokenTypeCount, 0, MaxTokenTypeCount);
        }

        CheckElementCount("token embedding", nameof(ModelRequest.VocabularySize), vocabularySize, modelDim);
        if (_request.SourceVocabularySize is int source)
        {
            int? sources = InRange(nameof(ModelRequest.SourceVocabularySize), source, 1, MaxVocabularySize);
            CheckElementCount("token embedding of the source", nameof(ModelRequest.SourceVocabularySize), sources, modelDim);
        }

        CheckElementCount("feed-forward projection", nameof(ModelRequest.FeedForwardDim), feedForwardDim, modelDim);
        CheckProjectionSize(modelDim, headCount, headDim);
    }

    private void CheckLayerCounts()
    {
        if (_request.Family == ModelFamily.EncoderDecoder)
        {
            int? encoder = Required(nameof(ModelRequest.EncoderLayerCount), _request.EncoderLayerCount, MaxLayerCount);
            bool repeatsTheEncoder = encoder is null && _request.DecoderLayerCount == _request.EncoderLayerCount;
            if (!repeatsTheEncoder)
            {
                Required(nameof(ModelRequest.DecoderLayerCount), _request.DecoderLayerCount, MaxLayerCount);
            }
        }
        else
        {
            Required(nameof(ModelRequest.LayerCount), _request.LayerCount, MaxLayerCount);
        }
    }

    private int? CheckHeadDim(int? modelDim, int? headCount)
    {
        if (_request.HeadDim is int given)
        {
            return InRange(nameof(ModelRequest.HeadDim), given, 1, MaxHeadDim);
        }

        if (modelDim is not int d || headCount is not int heads || _request.Unreadable.Contains(nameof(ModelRequest.HeadDim)))
        {
            return null;
        }

        if (d % heads == 0)
        {
            return d / heads;
        }

        int lower = d / heads * heads;
        string fix = lower == 0 ? $"{heads}" : $"{lower} or {lower + heads}";
        Report(
            RuleIds.HeadDim,
            $"ModelDim {d} is not divisible by HeadCount {heads}; use {fix}, or set HeadDim",
            nameof(ModelRequest.ModelDim),
            nameof(ModelRequest.HeadCount));
        return null;
    }

    private void CheckPositions(int? modelDim, int? contextLength)
    {
        // The angles of a sinusoidal table go up to its last row, and those that the runtime computes up to the longest context.
        int offset = _request.PositionOffset ?? 0;
        int taken = _request.Positions == PositionEncoding.Learned ? 0 : contextLength ?? 0;
        if (InRange(nameof(ModelRequest.PositionOffset), offset, 0, MaxContextLength - taken) is null
            || contextLength is not int length
            || !HasPositionTable)
        {
            return;
        }

        if (_request.PositionCount is int rows && rows < (long)length + offset)
        {
            Report(
                RuleIds.PositionTable,
                $"ContextLength {length} with PositionOffset {offset} needs {(long)length + offset} rows of the position table, "
                + $"which has {rows}; use at most {rows - offset}",
                nameof(ModelRequest.ContextLength),
                nameof(ModelRequest.PositionOffset),
                nameof(ModelRequest.PositionCount));
        }
        else
        {
            string property = _request.PositionCount is null ? nameof(ModelRequest.ContextLength) : nameof(ModelRequest.PositionCount);
            CheckElementCount("position table", property, _request.PositionCount ?? length + offset, modelDim);
        }
    }

    private void CheckProjectionSize(int? modelDim, int? headCount, int? headDim)
    {
        // Query, key and value are packed side by side, so the three together must be addressable.
        long elements = 3L * (modelDim ?? 0) * (headCount ?? 0) * (headDim ?? 0);
        if (elements > MaxElementCount)
        {
            Report(
                RuleIds.TensorTooLarge,
                $"the query, key and value projections would have 3 · HeadCount {headCount} · HeadDim {headDim} · ModelDim {modelDim} "
                + $"= {elements} elements; at most {MaxElementCount} are supported, use a smaller HeadDim",
                nameof(ModelRequest.HeadDim),
                nameof(ModelRequest.HeadCount),
                nameof(ModelRequest.ModelDim));
        }
    }

    private void CheckElementCount(string tensor, string rowProperty, int? rows, int? modelDim)
    {
        long elements = (long)(rows ?? 0) * (modelDim ?? 0);
        if (elements > MaxElementCount)
        {
            Report(
                RuleIds.TensorTooLarge,
                $"the {tensor} would have {rowProperty} {rows} · ModelDim {modelDim} = {elements} elements; "
                + $"at most {MaxElementCount} are supported, use a smaller {rowProperty}",
                rowProperty,
                nameof(ModelRequest.ModelDim));
        }
    }

    private int? Required(string property, int? value, int max)
    {
        if (value is int given)
        {
            return InRange(property, given, 1, max);
        }

        if (!_request.Unreadable.Contains(property))
        {
            Report(RuleIds.Missing, $"{property} is required; set it, or set Config to the model's config.json", property);
        }

        return null;
    }

    private int? InRange(string property, int value, int min, int max)
    {
        if (value >= min && value <= max)
        {
            return value;
        }

        Report(RuleIds.OutOfRange, $"{property} {value} is not in {min} to {max}; set it to the checkpoint's value", property);
        return null;
    }
}
