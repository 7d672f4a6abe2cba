using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <summary>Every rule that a request must keep to become a spec.</summary>
/// <remarks>
/// All violations are found at once. A rule whose inputs broke another rule stays silent: a HeadCount of 0 is not also reported for not
/// dividing ModelDim.
/// </remarks>
internal sealed partial class SpecRules
{
    private readonly ModelRequest _request;
    private readonly List<Violation> _violations = [];

    private SpecRules(ModelRequest request) => _request = request;

    /// <summary>The broken rules, in a fixed order; empty if a spec can be built.</summary>
    public static EquatableArray<Violation> Check(ModelRequest request)
    {
        SpecRules rules = new(request);
        rules.CheckDimensions();
        rules.CheckOptions();
        bool hasLayout = !request.Unreadable.Contains(nameof(ModelRequest.Layout)) && rules.CheckLayout();
        if (hasLayout && !request.Unreadable.Contains(nameof(ModelRequest.Head)))
        {
            rules.CheckNames();
        }

        return new EquatableArray<Violation>(rules._violations);
    }

    private void Report(string id, string message, params string[] anchors) =>
        _violations.Add(new Violation(id, new EquatableArray<string>(anchors), message));

    private bool CheckLayout()
    {
        CheckpointLayout[] supported = _request.Family switch
        {
            ModelFamily.Encoder =>
            [
                CheckpointLayout.Bert, CheckpointLayout.Roberta, CheckpointLayout.DistilBert, CheckpointLayout.TorchTransformer,
                CheckpointLayout.Custom,
            ],
            ModelFamily.Decoder => 
            [
                CheckpointLayout.Gpt, CheckpointLayout.Gpt2, CheckpointLayout.Llama, CheckpointLayout.TorchTransformer,
                CheckpointLayout.Custom,
            ],
            _ =>
            [
                CheckpointLayout.T5, CheckpointLayout.Marian, CheckpointLayout.Bart, CheckpointLayout.TorchTransformer,
                CheckpointLayout.Custom,
            ],
        };
        if (supported.Contains(_request.Layout))
        {
            return true;
        }

        string article = _request.Family == ModelFamily.Decoder ? "a" : "an";
        Report(
            RuleIds.LayoutForFamily,
            $"Layout {_request.Layout} is not one of {article} [{_request.Family}]; use {string.Join(", ", supported)}",
            nameof(ModelRequest.Layout));
        return false;
    }
}
