using System;
using System.Collections.Generic;
using Transformers.Generated;

namespace Model.Tests;

/// <summary>Keeps the hidden states of every layer of one stack, each of which may come once.</summary>
internal sealed class HiddenRecorder(ModelSide recorded) : IActivationSink
{
    public Dictionary<int, float[]> States { get; } = [];

    public bool WantsHiddenStates(ModelSide side, int layer) => side == recorded;

    public bool WantsAttention(AttentionKind kind, int layer, int head) => false;

    public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates) => States.Add(layer, hiddenStates.ToArray());

    public void OnAttention(AttentionWeights weights) => throw new InvalidOperationException("nobody asked for weights");
}
