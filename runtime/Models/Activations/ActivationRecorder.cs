using System;
using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>A sink that keeps copies: of each layer, head and sequence what the last pass gave.</summary>
/// <remarks>
/// <code>
/// ActivationRecorder recorder = new(attention: (kind, layer, head) => kind == AttentionKind.Cross);
/// model.ComputeLogits(source, target, tokens, logits, recorder);
/// RecordedAttention weights = recorder.Attention(AttentionKind.Cross, layer: 0, head: 2);
/// </code>
/// For one call at a time.
/// </remarks>
/// <param name="hiddenStates">Which hidden states to keep, by side and layer, as in
/// <see cref="IActivationSink.WantsHiddenStates"/>; null for none.</param>
/// <param name="attention">Which weights to keep, by kind, layer and head, as in <see cref="IActivationSink.WantsAttention"/>; null for
/// none.</param>
public sealed class ActivationRecorder(
    Func<ModelSide, int, bool>? hiddenStates = null, Func<AttentionKind, int, int, bool>? attention = null) : IActivationSink
{
    private readonly Dictionary<(ModelSide Side, int Layer), float[]> _hiddenStates = [];
    private readonly Dictionary<(AttentionKind Kind, int Layer, int Head, int Sequence), RecordedAttention> _attention = [];

    /// <summary>Hidden states of the tokens of the last pass.</summary>
    /// <param name="side">The stack.</param>
    /// <param name="layer">As in <see cref="IActivationSink.WantsHiddenStates"/>.</param>
    /// <returns>[T, ModelDim].</returns>
    /// <exception cref="KeyNotFoundException">They were not recorded.</exception>
    public ReadOnlySpan<float> HiddenStates(ModelSide side, int layer) => _hiddenStates.TryGetValue((side, layer), out float[]? states)
        ? states
        : throw new KeyNotFoundException(
            $"there are no hidden states of {side} layer {layer}: no pass had them, or the recorder was not asked to keep them");

    /// <summary>Attention weights of one head for one sequence in the last pass.</summary>
    /// <param name="kind">Which attention.</param>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <param name="head">The query head, counted from 0.</param>
    /// <param name="sequence">The sequence's place in the batch, or the row in a step of several.</param>
    /// <returns>[queries, keys] and their positions.</returns>
    /// <exception cref="KeyNotFoundException">They were not recorded.</exception>
    public RecordedAttention Attention(AttentionKind kind, int layer, int head, int sequence = 0) =>
        _attention.TryGetValue((kind, layer, head, sequence), out RecordedAttention? weights)
            ? weights
            : throw new KeyNotFoundException(
                $"there are no weights of {kind} attention in layer {layer}, head {head}, sequence {sequence}: "
                + "no pass had them, or the recorder was not asked to keep them");

    /// <inheritdoc/>
    bool IActivationSink.WantsHiddenStates(ModelSide side, int layer) => hiddenStates?.Invoke(side, layer) ?? false;

    /// <inheritdoc/>
    void IActivationSink.OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates) =>
        _hiddenStates[(side, layer)] = hiddenStates.ToArray();

    /// <inheritdoc/>
    bool IActivationSink.WantsAttention(AttentionKind kind, int layer, int head) => attention?.Invoke(kind, layer, head) ?? false;

    /// <inheritdoc/>
    void IActivationSink.OnAttention(AttentionWeights weights) =>
        _attention[(weights.Kind, weights.Layer, weights.Head, weights.Sequence)] = new RecordedAttention(weights);
}
