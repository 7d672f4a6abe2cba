using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Everything the emitters print: they decide nothing.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Graph">What is computed.</param>
/// <param name="Sections">The calls, in order.</param>
/// <param name="Workspace">Where intermediate values lie.</param>
/// <param name="Tensors">Where weights lie.</param>
/// <param name="Narrowing">Where the last layer leaves out rows that nobody asks for, or null.</param>
/// <param name="IsaPlans">Register tiles for each instruction set.</param>
internal sealed record ForwardPlan(
    ModelSpec Spec,
    LayerGraph Graph,
    EquatableArray<StepSection> Sections,
    WorkspacePlan Workspace,
    TensorPlan Tensors,
    Narrowing? Narrowing,
    EquatableArray<IsaPlan> IsaPlans)
{
    /// <summary>Distinct kernels in order of first use.</summary>
    public IEnumerable<Kernel> Kernels => Sections.SelectMany(section => section.Steps).Select(step => step.Kernel).Distinct();
}
