using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <content>Options of decoders: groups of heads, rotary positions, windows.</content>
internal sealed partial class SpecRules
{
    private const float MaxRotaryTheta = 1e12f;
    private const float MaxRotaryNumber = 1e6f;

    private void CheckKeyValueHeads(int? headCount)
    {
        if (_request.KeyValueHeadCount is int given
            && InRange(nameof(ModelRequest.KeyValueHeadCount), given, 1, MaxHeadCount) is int keyValueHeads
            && headCount is int heads
            && heads % keyValueHeads != 0)
        {
            Report(
                RuleIds.KeyValueHeadCount,
                $"HeadCount {heads} is not divisible by KeyValueHeadCount {keyValueHeads}; use a divisor of HeadCount",
                nameof(ModelRequest.KeyValueHeadCount),
                nameof(ModelRequest.HeadCount));
        }
    }

    private void CheckRotary(int? headDim)
    {
        if (_request.Positions != PositionEncoding.Rotary)
        {
            ReportUnusedRotary(used: [], $"Positions {_request.Positions}", "set Positions to Rotary");
            return;
        }

        if (_request.Family != ModelFamily.Decoder)
        {
            ReportPositionFamily();
            return;
        }

        RotaryScaling scaling = _request.RotaryScaling ?? RotaryScaling.None;
        if (headDim is int d && (d % 2 != 0 || (scaling == RotaryScaling.Dynamic && d < 4)))
        {
            string rule = d % 2 != 0
                ? "is odd, and rotary positions turn pairs of columns"
                : "is below 4, which RotaryScaling Dynamic needs";
            Report(
                RuleIds.RotaryHeadDim,
                $"HeadDim {d} {rule}; use the checkpoint's HeadDim",
                nameof(ModelRequest.HeadDim),
                nameof(ModelRequest.ModelDim));
        }

        if (!_request.Unreadable.Contains(nameof(ModelRequest.RotaryScaling)))
        {
            ReportUnusedRotary(UsedBy(scaling), $"RotaryScaling {scaling}", "set RotaryScaling");
            CheckRotaryNumbers(scaling);
        }
    }

    private void ReportPositionFamily()
    {
        string article = _request.Family == ModelFamily.Decoder ? "a" : "an";
        Report(
            RuleIds.PositionFamily,
            $"Positions {_request.Positions} is not an encoding of {article} [{_request.Family}]; use another one",
            nameof(ModelRequest.Positions));
    }

    private static string[] UsedBy(RotaryScaling scaling)
    {
        string[] always = [nameof(ModelRequest.RotaryTheta), nameof(ModelRequest.RotaryLayout), nameof(ModelRequest.RotaryScaling)];
        string[] byLength = [.. always, nameof(ModelRequest.RotaryFactor), nameof(ModelRequest.RotaryOriginalContextLength)];
        return scaling switch
        {
            RotaryScaling.None => always,
            RotaryScaling.Linear => [.. always, nameof(ModelRequest.RotaryFactor)],
            RotaryScaling.Dynamic => byLength,
            RotaryScaling.Yarn =>
            [
                .. byLength, nameof(ModelRequest.RotaryAttentionFactor), nameof(ModelRequest.RotaryBetaFast),
                nameof(ModelRequest.RotaryBetaSlow), nameof(ModelRequest.RotaryMscale), nameof(ModelRequest.RotaryMscaleAllDim),
            ],
            _ => [.. byLength, nameof(ModelRequest.RotaryLowFrequencyFactor), nameof(ModelRequest.RotaryHighFrequencyFactor)],
        };
    }

    private void ReportUnusedRotary(string[] used, string setting, string fix)
    {
        (string Property, object? Value)[] given =
        [
            (nameof(ModelRequest.RotaryTheta), _request.RotaryTheta),
            (nameof(ModelRequest.RotaryLayout), _request.RotaryLayout),
            (nameof(ModelRequest.RotaryScaling), _request.RotaryScaling),
            (nameof(ModelRequest.RotaryFactor), _request.RotaryFactor),
            (nameof(ModelRequest.RotaryOriginalContextLength), _request.RotaryOriginalContextLength),
            (nameof(ModelRequest.RotaryAttentionFactor), _request.RotaryAttentionFactor),
            (nameof(ModelRequest.RotaryBetaFast), _request.RotaryBetaFast),
            (nameof(ModelRequest.RotaryBetaSlow), _request.RotaryBetaSlow),
            (nameof(ModelRequest.RotaryMscale), _request.RotaryMscale),
            (nameof(ModelRequest.RotaryMscaleAllDim), _request.RotaryMscaleAllDim),
            (nameof(ModelRequest.RotaryLowFrequencyFactor), _request.RotaryLowFrequencyFactor),
            (nameof(ModelRequest.RotaryHighFrequencyFactor), _request.RotaryHighFrequencyFactor),
        ];
        foreach ((string property, object? value) in given.Where(each => each.Value is not null && !used.Contains(each.Property)))
        {
            Report(RuleIds.RotaryUnused, $"{property} {value} has no use with {setting}; leave it out, or {fix}", property);
        }
    }

    private void CheckRotaryNumbers(RotaryScaling scaling)
    {
        string[] used = UsedBy(scaling);
        if (used.Contains(nameof(ModelRequest.RotaryFactor)))
        {
            RequireForScaling(nameof(ModelRequest.RotaryFactor), _request.RotaryFactor is not null, scaling);
        }

        if (used.Contains(nameof(ModelRequest.RotaryOriginalContextLength)))
        {
            const string Property = nameof(ModelRequest.RotaryOriginalContextLength);
            RequireForScaling(Property, _request.RotaryOriginalContextLength is not null, scaling);
            InRange(Property, _request.RotaryOriginalContextLength ?? 1, 1, MaxContextLength);
        }

        Between(nameof(ModelRequest.RotaryTheta), _request.RotaryTheta, 1, MaxRotaryTheta, isAbove: true);
        Between(nameof(ModelRequest.RotaryFactor), _request.RotaryFactor, 1, MaxRotaryNumber);
        Between(nameof(ModelRequest.RotaryAttentionFactor), _request.RotaryAttentionFactor, 0, MaxRotaryNumber, isAbove: true);
        Between(nameof(ModelRequest.RotaryMscale), _request.RotaryMscale, 0, MaxRotaryNumber);
        Between(nameof(ModelRequest.RotaryMscaleAllDim), _request.RotaryMscaleAllDim, 0, MaxRotaryNumber);
        Ascending(
            nameof(ModelRequest.RotaryBetaSlow), _request.RotaryBetaSlow,
            nameof(ModelRequest.RotaryBetaFast), _request.RotaryBetaFast);
        Ascending(
            nameof(ModelRequest.RotaryLowFrequencyFactor), _request.RotaryLowFrequencyFactor,
            nameof(ModelRequest.RotaryHighFrequencyFactor), _request.RotaryHighFrequencyFactor);
    }

    private void RequireForScaling(string property, bool isGiven, RotaryScaling scaling)
    {
        if (!isGiven && !_request.Unreadable.Contains(property))
        {
            Report(
                RuleIds.Missing,
                $"{property} is required with RotaryScaling {scaling}; set it, or set Config to the model's config.json",
                property,
                nameof(ModelRequest.RotaryScaling));
        }
    }

    private bool Between(string property, float? value, float min, float max, bool isAbove = false)
    {
        if (value is not float number || ((isAbove ? number > min : number >= min) && number <= max))
        {
            return value is not null;
        }

        Report(
            RuleIds.RotaryNumber,
            $"{property} {number:R} is not {(isAbove ? "above" : "at least")} {min:R} and at most {max:R}; "
            + "set it to the checkpoint's value",
            property);
        return false;
    }

    private void Ascending(string lowProperty, float? low, string highProperty, float? high)
    {
        bool isLowValid = Between(lowProperty, low, 0, MaxRotaryNumber, isAbove: true);
        bool isHighValid = Between(highProperty, high, 0, MaxRotaryNumber, isAbove: true);
        if (isLowValid && isHighValid && low >= high)
        {
            Report(
                RuleIds.RotaryNumber,
                $"{highProperty} {high:R} is not above {lowProperty} {low:R}; set both to the checkpoint's values",
                highProperty,
                lowProperty);
        }
    }

    private void CheckWindow()
    {
        if (_request.Window is int size)
        {
            InRange(nameof(ModelRequest.Window), size, 1, MaxContextLength);
            InRange(nameof(ModelRequest.WindowFirstLayer), _request.WindowFirstLayer ?? 0, 0, MaxLayerCount);
            InRange(nameof(ModelRequest.WindowEvery), _request.WindowEvery ?? 1, 1, MaxLayerCount);
        }
        else if (!_request.Unreadable.Contains(nameof(ModelRequest.Window)))
        {
            ReportUnusedWindow(nameof(ModelRequest.WindowFirstLayer), _request.WindowFirstLayer);
            ReportUnusedWindow(nameof(ModelRequest.WindowEvery), _request.WindowEvery);
        }
    }

    private void ReportUnusedWindow(string property, int? value)
    {
        if (value is not null)
        {
            Report(RuleIds.WindowUnused, $"{property} {value} has no use without Window; leave it out, or set Window", property);
        }
    }
}
