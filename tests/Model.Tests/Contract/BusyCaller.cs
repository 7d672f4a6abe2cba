using System;
using Transformers.Generated;

namespace Model.Tests.Contract;

/// <summary>Acts from inside a running forward pass, on the thread that made the call, while the worker team waits.</summary>
internal sealed class BusyCaller(Action act) : IActivationSink
{
    public int CallCount { get; private set; }

    public bool WantsHiddenStates(ModelSide side, int layer) => true;

    public bool WantsAttention(AttentionKind kind, int layer, int head) => false;

    public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates)
    {
        CallCount++;
        act();
    }

    public void OnAttention(AttentionWeights weights) => throw new InvalidOperationException("nobody asked for weights");
}
