using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>The config files that declarations of one family ask for.</summary>
internal sealed record ConfigSet(EquatableArray<ConfigFile> Files, string? ProjectDirectory)
{
    /// <summary>The file that a model asks for and its keys, or null with the reason added to <paramref name="violations"/>.</summary>
    public (ConfigFile File, HuggingFaceKeys Keys)? Find(string config, ModelFamily family, List<Violation> violations)
    {
        ConfigFile? file = FindFile(config, violations);
        if (file is null)
        {
            return null;
        }

        if (file.Error is not null)
        {
            Report(
                RuleIds.ConfigNotJson,
                $"{config} is not a usable config.json: {file.Error}; restore the file the model was published with");
            return null;
        }

        string modelType = file.Find(HuggingFaceKeys.ModelTypeKey)?.Text ?? "";
        HuggingFaceKeys? keys = HuggingFaceKeys.Find(modelType);
        if (keys is not null && keys.Family == family)
        {
            return (file, keys);
        }

        string found = file.Find(HuggingFaceKeys.ModelTypeKey) is { } value ? $"'model_type' {value.Display}" : "no 'model_type'";
        IEnumerable<string> supported = HuggingFaceKeys.Models.Where(model => model.Family == family).Select(model => model.ModelType);
        string fix = keys is not null ? $"declare it as [{keys.Family}]" : "set the dimensions one by one instead of Config";
        Report(RuleIds.ConfigModelType, $"{config} has {found}, and [{family}] reads {string.Join(", ", supported)}; {fix}");
        return null;

        void Report(string id, string message) => violations.Add(new Violation(id, "Config", message));
    }

    private ConfigFile? FindFile(string config, List<Violation> violations)
    {
        if (!ConfigPath.IsRelative(config))
        {
            violations.Add(new Violation(
                RuleIds.ConfigPathInvalid,
                "Config",
                $"Config \"{config}\" is not a relative path; give the file's path from the project's directory"));
            return null;
        }

        List<ConfigFile> matches = Files.Where(file => ConfigPath.IsMatch(file.Path, config, ProjectDirectory))
            .GroupBy(file => ConfigPath.Normalize(file.Path), StringComparer.Ordinal)
            .Select(group => group.First())
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        if (matches.Count == 1)
        {
            return matches[0];
        }

        violations.Add(matches.Count == 0
            ? new Violation(
                RuleIds.ConfigNotFound,
                "Config",
                $"{config} is not among the project's additional files; "
                + $"add <AdditionalFiles Include=\"{config}\" /> to the project, with the path from its directory")
            : new Violation(
                RuleIds.ConfigAmbiguous,
                "Config",
                $"{config} matches {matches.Count} additional files; give a longer path, or rename one of the files"));
        return null;
    }
}
