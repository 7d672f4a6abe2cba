using System;
using System.Collections.Generic;
using Transformers.Generated;

namespace Model.Tests;

/// <summary>Keeps the hidden states of every layer.</summary>
internal sealed class HiddenRecorder : IHiddenStateObserver
{
    public Dictionary<int, float[]> States { get; } = [];

    public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates) => States[layer] = hiddenStates.ToArray();
}
