using System;

namespace Transformers.Generated;

/// <summary>Takes hidden states and attention weights from a model while it computes.</summary>
/// <remarks>
/// <para>
/// Results have the same bits with a sink and without. Without one nothing is spent; with one, what it does not want is not computed.
/// <see cref="ActivationRecorder"/> keeps copies and suits most uses.
/// </para>
/// <para>
/// All methods are called on the thread that called the model, in the order of the computation, while its other threads wait. What they
/// throw ends the call and reaches its caller; a session stays as it was. A sink that serves several calls at once must allow for that.
/// </para>
/// </remarks>
public interface IActivationSink
{
    /// <summary>Whether these hidden states are wanted. Asked in each pass, right before they would be given.</summary>
    /// <param name="side">The stack; <see cref="ModelSide.Encoder"/> for encoders, <see cref="ModelSide.Decoder"/> for decoders.</param>
    /// <param name="layer">0 for the embeddings, i for the output of layer i (counted from 1), LayerCount + 1 for the final norm where
    /// there is one.</param>
    /// <returns>True to get them.</returns>
    bool WantsHiddenStates(ModelSide side, int layer);

    /// <summary>Takes hidden states.</summary>
    /// <param name="side">The stack.</param>
    /// <param name="layer">As in <see cref="WantsHiddenStates"/>.</param>
    /// <param name="hiddenStates">[T, ModelDim]: the tokens of the pass, those of all its sequences one after the other; a copy in pooled
    /// memory, valid during the call.</param>
    void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates);

    /// <summary>Whether the weights of a head are wanted. Asked in each pass, right before they would be computed.</summary>
    /// <param name="kind">Which attention.</param>
    /// <param name="layer">The layer, counted from 0: its output are the hidden states <paramref name="layer"/> + 1.</param>
    /// <param name="head">The query head, counted from 0.</param>
    /// <returns>True to get them.</returns>
    bool WantsAttention(AttentionKind kind, int layer, int head);

    /// <summary>
    /// Takes the weights of one head for one sequence: head by head, and for each the sequences that have tokens in the pass.
    /// </summary>
    /// <param name="weights">Valid during the call.</param>
    void OnAttention(AttentionWeights weights);
}
