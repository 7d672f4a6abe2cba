using System;
using Transformers.Generated;

namespace StartUp;

/// <summary>A loaded model and what it computes here.</summary>
/// <param name="model">The model, which is disposed of with this.</param>
internal abstract class MeasuredWork(TransformerModel model) : IDisposable
{
    public InstructionSet InstructionSet => model.InstructionSet;

    /// <summary>Computes what a user waits for first; returns its numbers, so that builds can be compared bit by bit.</summary>
    public abstract ReadOnlySpan<float> ComputeFirst();

    /// <summary>Computes what speed is judged by, some time after <see cref="ComputeFirst"/>.</summary>
    public abstract void Repeat();

    public virtual void Dispose() => model.Dispose();
}
