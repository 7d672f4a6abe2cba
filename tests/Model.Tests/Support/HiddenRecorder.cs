using System;
using System.Collections.Generic;
using Transformers.Generated;

namespace Model.Tests;

/// <summary>Keeps the hidden states of every layer of one stack.</summary>
internal sealed class HiddenRecorder(ModelSide recorded) : IHiddenStateObserver
{
    public Dictionary<int, float[]> States { get; } = [];

    public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates)
    {
        if (side == recorded)
        {
            States.Add(layer, hiddenStates.ToArray());
        }
    }
}
