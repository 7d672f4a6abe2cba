using System;
using Transformers.Generated;

namespace Model.Tests.Contract;

/// <summary>Acts from inside a running forward pass, on the thread that made the call, while the worker team waits.</summary>
internal sealed class BusyCaller(Action act) : IHiddenStateObserver
{
    public int CallCount { get; private set; }

    public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates)
    {
        CallCount++;
        act();
    }
}
