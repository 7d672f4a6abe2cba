using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A place in the workspace: rows one after the other, <see cref="Stride"/> floats apart.</summary>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Space">What its rows stand for.</param>
/// <param name="Columns">Floats in a row that mean something.</param>
internal sealed record Buffer(string Name, RowSpace Space, int Columns)
{
    /// <summary>Floats from a row to the next.</summary>
    public int Stride => PackedLayout.RowStride(Columns);

    /// <summary>Where a value lies.</summary>
    public static Buffer Of(Value value) => new(value.Name, value.Rows, value.Columns);
}

/// <summary>One call of a kernel.</summary>
/// <param name="Kernel">What is called.</param>
/// <param name="Input">The buffer read, or null for tokens alone.</param>
/// <param name="Output">The buffer written, or null for the cache alone.</param>
/// <param name="Parameters">Parameters read, in the order the kernel takes them.</param>
internal sealed record Step(Kernel Kernel, Buffer? Input, Buffer? Output, EquatableArray<Parameter> Parameters)
{
    /// <summary>Both buffers, as far as there are.</summary>
    public IEnumerable<Buffer> Buffers => new[] { Input, Output }.OfType<Buffer>();

    /// <summary>What must hold something before the step: a residual sum is added to.</summary>
    public IEnumerable<Buffer> Reads => Accumulates ? Buffers : new[] { Input }.OfType<Buffer>();

    /// <summary>What is made afresh: what it held before no longer matters.</summary>
    public IEnumerable<Buffer> Overwrites => Accumulates ? [] : new[] { Output }.OfType<Buffer>();

    private bool Accumulates => Kernel is ProjectionKernel { Target: ProjectionTarget.AddToRows };
}

/// <summary>The steps of one section of the graph.</summary>
internal sealed record StepSection(Section Section, EquatableArray<Step> Steps);
