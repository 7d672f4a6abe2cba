using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Declaration;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Pipeline;

/// <summary>Declaration and config files in, spec or violations out. Pure.</summary>
internal static class ModelResolver
{
    /// <summary>Resolves one declaration.</summary>
    public static Resolution Resolve(DeclaredModel declared, ConfigSet configs)
    {
        if (declared.HasCompilerErrors)
        {
            const string Failure = "An attribute argument does not compile.";
            return new Resolution(new ModelOutcome(declared.Target, declared.Family, EncoderHead.None, null, Failure), declared.Violations);
        }

        List<Violation> violations = [.. declared.Violations];
        (ConfigFile File, HuggingFaceKeys Keys)? config =
            declared.Config is { } path ? configs.Find(path, declared.Family, violations) : null;
        SettingReader settings = new(declared, config?.File);
        ModelRequest request = RequestReader.Read(declared, settings, config?.Keys);
        violations.AddRange(settings.Violations);
        violations.AddRange(SpecRules.Check(request).Select(settings.Explain));

        bool isValid = declared.Target is not null && violations.All(violation => violation.IsWarning);
        ModelSpec? spec = isValid ? SpecBuilder.Build(declared.Target!, request) : null;
        return new Resolution(
            new ModelOutcome(declared.Target, declared.Family, request.Head, spec, isValid ? "" : Summarize(violations)),
            new EquatableArray<Violation>(violations));
    }

    private static string Summarize(List<Violation> violations)
    {
        List<Violation> errors = violations.Where(violation => !violation.IsWarning).ToList();
        string first = $"{errors[0].Id}: {errors[0].Message}";
        return errors.Count == 1 ? first : $"{first} (and {errors.Count - 1} more)";
    }
}
