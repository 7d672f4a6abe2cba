using System;
using System.Threading;
using Transformers.Generated.Generator.Declaration;
using Transformers.Generated.Generator.Diagnostics;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Pipeline;

/// <summary>The stages behind the declaration, each with the invariant culture; every exception but cancellation becomes TG0099.</summary>
internal sealed class PipelineStages(Func<ModelSpec, CancellationToken, EquatableArray<SourceFile>> generate)
{
    /// <summary>Facts to a spec.</summary>
    public static Resolution Resolve(DeclaredModel declared, ConfigSet configs)
    {
        try
        {
            return InvariantCulture.Run(() => ModelResolver.Resolve(declared, configs));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Violation violation = InternalFailure.Describe(exception, $"[{declared.Family}] {declared.Target?.Name}");
            string message = $"{violation.Id}: {violation.Message}";
            ModelOutcome outcome = new(declared.Target, declared.Family, EncoderHead.None, Spec: null, message);
            return new Resolution(outcome, new([violation]));
        }
    }

    /// <summary>A spec to source; without one, a public surface that throws the reason.</summary>
    public GeneratedModel Generate(ModelOutcome outcome, CancellationToken token)
    {
        try
        {
            return outcome.Spec is { } spec
                ? new GeneratedModel(outcome.Target, InvariantCulture.Run(() => generate(spec, token)), Failure: null)
                : GenerateFailure(outcome, outcome.Failure, violation: null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            string subject = outcome.Spec is { } spec ? InternalFailure.Summarize(spec) : $"[{outcome.Family}] {outcome.Target?.Name}";
            Violation violation = InternalFailure.Describe(exception, subject);
            return GenerateFailure(outcome, $"{violation.Id}: {violation.Message}", violation);
        }
    }

    private static GeneratedModel GenerateFailure(ModelOutcome outcome, string message, Violation? violation)
    {
        EquatableArray<SourceFile> files = outcome.Target is { } target
            ? InvariantCulture.Run(() => FailureSource.Generate(target, outcome.Family, outcome.Head, message))
            : EquatableArray<SourceFile>.Empty;
        return new GeneratedModel(outcome.Target, files, violation);
    }
}
