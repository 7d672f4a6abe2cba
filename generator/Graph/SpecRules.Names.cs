using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <content>Names given by the user: each well formed and of use, none twice, and none missing.</content>
internal sealed partial class SpecRules
{
    private const int MaxPatternLength = 512;

    private void CheckNames()
    {
        List<NeededTensor> needed = FindNeededTensors();
        for (int i = 0; i < _request.Names.Count; i++)
        {
            if (!IsDefined(i))
            {
                continue;
            }

            CheckPattern(i, needed);
            CheckDistinct(i);
            CheckSide(i, needed);
        }

        foreach (ModelSide side in needed.Where(tensor => tensor.LayerCount > 0).Select(tensor => tensor.Side).Distinct())
        {
            CheckFused(side, TensorRole.QueryKeyValue, s_split);
        }

        CheckFused(ModelSide.Decoder, TensorRole.CrossQueryKeyValue, s_crossSplit);

        ReportMissingNames(needed);
    }

    private bool IsDefined(int index)
    {
        TensorNameSpec name = _request.Names[index];
        string? undefined =
            !Enum.IsDefined(typeof(TensorRole), name.Role) ? $"({nameof(TensorRole)}){name.Role:D}"
            : !Enum.IsDefined(typeof(ModelSide), name.Side) ? $"({nameof(ModelSide)}){name.Side:D}"
            : null;
        if (undefined is not null)
        {
            string message = $"{undefined} is not a value of its enum; use a named one";
            Report(RuleIds.UndefinedEnumValue, message, Violation.TensorNameAnchor(index));
        }

        return undefined is null;
    }

    private void CheckPattern(int index, List<NeededTensor> needed)
    {
        TensorNameSpec name = _request.Names[index];
        int layerCount = needed
            .Where(tensor => tensor.Role == name.Role && Covers(name.Side, tensor.Side))
            .Select(tensor => tensor.LayerCount)
            .DefaultIfEmpty(-1)
            .Max();
        if (FindFault(name.Pattern, layerCount) is { } fault)
        {
            bool isShort = name.Pattern.Length <= 60 && !name.Pattern.Any(char.IsControl);
            string shown = isShort ? $" \"{name.Pattern}\"" : "";
            Report(RuleIds.TensorNamePattern, $"the name{shown} of {Describe(name)} {fault}", Violation.TensorNameAnchor(index));
        }
    }

    /// <summary>What is wrong with a pattern, and the fix; null if nothing.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="layerCount">How many tensors it names: 0 for one outside the layers, negative if none.</param>
    private static string? FindFault(string pattern, int layerCount)
    {
        const string Fix = "give the tensor's name in the checkpoint";
        string rest = pattern.Replace("{i}", "").Replace("{p}", "");
        return
            string.IsNullOrWhiteSpace(pattern) ? $"is empty; {Fix}"
            : pattern.Length > MaxPatternLength ? $"is longer than {MaxPatternLength} characters; {Fix}"
            : pattern.Any(char.IsControl) ? $"has control characters; {Fix}"
            : rest.Contains("{") || rest.Contains("}")
                ? "has a brace outside of {i} and {p}; write {i} for the layer index and {p} for weight or bias"
            : layerCount > 1 && !pattern.Contains("{i}")
                ? $"has no {{i}}, but there are {layerCount} layers; write {{i}} where the layer index stands"
            : layerCount == 0 && pattern.Contains("{i}") ? "has {i}, but the tensor is not one of a layer; leave {i} out"
            : null;
    }

    private void CheckDistinct(int index)
    {
        TensorNameSpec name = _request.Names[index];
        IEnumerable<TensorNameSpec> earlier = _request.Names.Take(index);
        if (earlier.Any(other => other.Role == name.Role && (Covers(other.Side, name.Side) || Covers(name.Side, other.Side))))
        {
            Report(RuleIds.TensorNameTwice, $"{Describe(name)} is named twice; keep one [TensorName]", Violation.TensorNameAnchor(index));
        }
        else if (earlier.FirstOrDefault(other => other.Pattern == name.Pattern) is { } same)
        {
            Report(
                RuleIds.TensorNameShared,
                $"\"{name.Pattern}\" is given to {Describe(same)} and to {Describe(name)}; "
                + "a tensor has one role, so give each its own name",
                Violation.TensorNameAnchor(index));
        }
    }

    private void CheckSide(int index, List<NeededTensor> needed)
    {
        TensorNameSpec name = _request.Names[index];
        int matches = needed.Count(tensor => tensor.Role == name.Role && Covers(name.Side, tensor.Side));
        if (matches > 1)
        {
            Report(
                RuleIds.TensorNameSide,
                $"encoder and decoder each have their own {name.Role}; "
                + "give one [TensorName] with Side = ModelSide.Encoder and one with Side = ModelSide.Decoder",
                Violation.TensorNameAnchor(index));
        }
        else if (matches == 0 && !IsPartOfFused(name))
        {
            Report(
                RuleIds.TensorNameUnused,
                $"{Describe(name)} is not in this model, so its name \"{name.Pattern}\" has no effect; "
                + "remove it, or declare what is missing",
                Violation.TensorNameAnchor(index));
        }
    }

    /// <summary>Whether the role is there or not by how the others of its projection are named, which has a rule of its own.</summary>
    private bool IsPartOfFused(TensorNameSpec name) =>
        name.Role == TensorRole.QueryKeyValue || s_split.Contains(name.Role)
        || (_request.Family == ModelFamily.EncoderDecoder && name.Side != ModelSide.Encoder
            && (name.Role == TensorRole.CrossQueryKeyValue || s_crossSplit.Contains(name.Role)));

    private void CheckFused(ModelSide side, TensorRole whole, TensorRole[] parts)
    {
        List<int> split = FindNames(side, parts);
        int fused = FindNames(side, [whole]).DefaultIfEmpty(-1).First();
        if (fused >= 0 && split.Count > 0)
        {
            Report(
                RuleIds.TensorNamesFused,
                $"{whole} replaces {parts[0]}, {parts[1]} and {parts[2]}; name either the one or the three",
                Violation.TensorNameAnchor(fused));
        }
    }

    private List<int> FindNames(ModelSide side, TensorRole[] roles) =>
        Enumerable.Range(0, _request.Names.Count)
            .Where(i => roles.Contains(_request.Names[i].Role) && Covers(_request.Names[i].Side, side))
            .ToList();

    private void ReportMissingNames(List<NeededTensor> needed)
    {
        List<NeededTensor> missing = needed
            .Where(tensor => !IsNamedByUser(tensor.Role, tensor.Side) && !IsNamedByLayout(tensor.Role))
            .ToList();
        if (missing.Count == 0)
        {
            return;
        }

        IEnumerable<string> roles = missing.Select(
            tensor => tensor.Side == ModelSide.Any ? $"{tensor.Role}" : $"{tensor.Role} ({tensor.Side})");
        string more = missing.Count > 1 ? " and so on" : "";
        Report(
            RuleIds.TensorNamesMissing,
            $"Layout {_request.Layout} has no name for {string.Join(", ", roles)}; "
            + $"add [TensorName(TensorRole.{missing[0].Role}, \"...\")]{more}, or declare a model without",
            nameof(ModelRequest.Layout));
    }

    private static string Describe(TensorNameSpec name) => name.Side == ModelSide.Any ? $"{name.Role}" : $"the {name.Side}'s {name.Role}";
}
