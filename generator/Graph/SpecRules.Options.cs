using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <content>Options: values that are not dimensions, and combinations that contradict each other.</content>
internal sealed partial class SpecRules
{
    private const int MaxLabelCount = 1 << 20;
    private const int MaxRelativeBucketCount = 1 << 16;

    private bool IsClassifier => _request.Head is EncoderHead.SequenceClassification or EncoderHead.TokenClassification;

    private bool HasPositionTable =>
        _request.Positions is PositionEncoding.Learned or PositionEncoding.SinusoidalInterleaved or PositionEncoding.SinusoidalHalves;

    private void CheckOptions()
    {
        if (!(_request.NormEpsilon > 0 && _request.NormEpsilon < 1))
        {
            Report(
                RuleIds.NormEpsilon,
                $"NormEpsilon {_request.NormEpsilon:R} is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12",
                nameof(ModelRequest.NormEpsilon));
        }

        if (_request.EmbeddingScale == 0 || float.IsNaN(_request.EmbeddingScale) || float.IsInfinity(_request.EmbeddingScale))
        {
            Report(
                RuleIds.EmbeddingScale,
                $"EmbeddingScale {_request.EmbeddingScale:R} is not a finite number other than 0; leave it out for 1",
                nameof(ModelRequest.EmbeddingScale));
        }

        if (!_request.Unreadable.Contains(nameof(ModelRequest.Head)))
        {
            CheckHead();
        }

        CheckPositionOptions();
        if (_request.Positions == PositionEncoding.Relative)
        {
            CheckRelative();
        }
        else
        {
            ReportUnusedRelative(nameof(ModelRequest.RelativeBucketCount), _request.RelativeBucketCount);
            ReportUnusedRelative(nameof(ModelRequest.RelativeMaxDistance), _request.RelativeMaxDistance);
        }
    }

    private void CheckHead()
    {
        if (IsClassifier)
        {
            CheckLabelCount();
        }
        else if (_request.LabelCount is int unused)
        {
            Report(
                RuleIds.LabelCountUnused,
                $"LabelCount {unused} has no use with Head {_request.Head}; "
                + "leave it out, or set Head to SequenceClassification or TokenClassification",
                nameof(ModelRequest.LabelCount),
                nameof(ModelRequest.Head));
        }

        if (_request.TiedOutput is bool tied && _request.Family == ModelFamily.Encoder && _request.Head != EncoderHead.MaskedLanguageModel)
        {
            Report(
                RuleIds.TiedOutputUnused,
                $"TiedOutput {(tied ? "true" : "false")} has no use with Head {_request.Head}; "
                + "leave it out, or set Head to MaskedLanguageModel",
                nameof(ModelRequest.TiedOutput),
                nameof(ModelRequest.Head));
        }
    }

    private void CheckLabelCount()
    {
        if (_request.LabelCount is int labelCount)
        {
            int? modelDim = _request.ModelDim is > 0 and <= MaxModelDim ? _request.ModelDim : null;
            int? rows = InRange(nameof(ModelRequest.LabelCount), labelCount, 1, MaxLabelCount);
            CheckElementCount("head's projection", nameof(ModelRequest.LabelCount), rows, modelDim);
        }
        else if (!_request.Unreadable.Contains(nameof(ModelRequest.LabelCount)))
        {
            Report(
                RuleIds.LabelCountMissing,
                $"Head {_request.Head} needs LabelCount; set it to the number of labels of the checkpoint",
                nameof(ModelRequest.Head),
                nameof(ModelRequest.LabelCount));
        }
    }

    private void CheckPositionOptions()
    {
        if (_request.PositionOffset is int offset && !HasPositionTable)
        {
            Report(
                RuleIds.PositionOffsetUnused,
                $"PositionOffset {offset} has no use with Positions {_request.Positions}; "
                + "leave it out, or set Positions to Learned, SinusoidalInterleaved or SinusoidalHalves",
                nameof(ModelRequest.PositionOffset),
                nameof(ModelRequest.Positions));
        }

        if (_request.Positions == PositionEncoding.SinusoidalHalves && _request.ModelDim is int modelDim and > 0 && modelDim % 2 != 0)
        {
            Report(
                RuleIds.SinusoidalHalves,
                $"ModelDim {modelDim} is odd and has no two equal halves for SinusoidalHalves; "
                + "use an even ModelDim or SinusoidalInterleaved",
                nameof(ModelRequest.Positions),
                nameof(ModelRequest.ModelDim));
        }
    }

    private void CheckRelative()
    {
        if (_request.Family == ModelFamily.EncoderDecoder)
        {
            CheckRelativeBuckets(_request.RelativeBucketCount ?? 0, _request.RelativeMaxDistance ?? 0);
        }
        else
        {
            ReportPositionFamily();
        }
    }

    private void ReportUnusedRelative(string property, int? value)
    {
        if (value is not null)
        {
            Report(
                RuleIds.RelativeUnused,
                $"{property} {value} has no use with Positions {_request.Positions}; leave it out, or set Positions to Relative",
                property,
                nameof(ModelRequest.Positions));
        }
    }

    private void CheckRelativeBuckets(int buckets, int distance)
    {

        // The encoder halves the buckets by direction; each side keeps half of its share for exact distances, so 4 is the least.
        if (buckets < 4 || buckets > MaxRelativeBucketCount || buckets % 2 != 0)
        {
            Report(
                RuleIds.RelativeBuckets,
                $"RelativeBucketCount {buckets} is not an even number in 4 to {MaxRelativeBucketCount}; T5 has 32",
                nameof(ModelRequest.RelativeBucketCount));
        }
        else if (distance <= buckets / 2 || distance > MaxContextLength)
        {
            // Distances up to half the buckets are exact; the logarithm above that needs a larger end.
            Report(
                RuleIds.RelativeBuckets,
                $"RelativeMaxDistance {distance} is not above {buckets / 2}, half of RelativeBucketCount {buckets}, "
                + $"and at most {MaxContextLength}; T5 has 128",
                nameof(ModelRequest.RelativeMaxDistance),
                nameof(ModelRequest.RelativeBucketCount));
        }
    }
}
