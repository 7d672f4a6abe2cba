using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Plan;

/// <summary>How a buffer holds a value [rows, columns].</summary>
internal enum BufferLayout
{
    /// <summary>One row after the other.</summary>
    RowMajor,

    /// <summary>[rows / 6][columns][6]: the order in which a projection tile reads its inputs.</summary>
    Packed,
}

/// <summary>A place in the workspace.</summary>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Space">What its rows stand for.</param>
/// <param name="Columns">Floats in a row.</param>
/// <param name="Layout">Order of its elements.</param>
internal sealed record Buffer(string Name, RowSpace Space, int Columns, BufferLayout Layout);

/// <summary>One call of a kernel.</summary>
/// <param name="Kernel">What is called.</param>
/// <param name="Reads">Buffers read.</param>
/// <param name="Writes">Buffers written.</param>
/// <param name="Parameters">Parameters read, in the order the kernel takes them.</param>
internal sealed record Step(
    Kernel Kernel, EquatableArray<Buffer> Reads, EquatableArray<Buffer> Writes, EquatableArray<Parameter> Parameters);

/// <summary>The steps of one section of the graph.</summary>
internal sealed record StepSection(Section Section, EquatableArray<Step> Steps);
