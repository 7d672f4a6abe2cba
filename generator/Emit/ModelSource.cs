using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;

namespace Transformers.Generated.Generator.Emit;

/// <summary>The generated files of a model.</summary>
internal static class ModelSource
{
    public static EquatableArray<SourceFile> Generate(ModelSpec spec, CancellationToken token)
    {
        ForwardPlan plan = Planner.Plan(spec);
        List<SourceFile> files = [SurfaceWriter.Write(plan), DefinitionWriter.Write(plan), ForwardWriter.Write(plan)];
        foreach (IsaPlan isaPlan in plan.IsaPlans)
        {
            token.ThrowIfCancellationRequested();
            files.Add(KernelSetWriter.Write(plan, isaPlan));
        }

        return new EquatableArray<SourceFile>(files);
    }
}
