using System;

namespace Transformers.Generated;

/// <summary>Looks at hidden states while a model computes them.</summary>
public interface IHiddenStateObserver
{
    /// <summary>
    /// Called on the thread that called the model, once for the embeddings, once after each layer, and once after the final norm.
    /// </summary>
    /// <param name="side">The stack that computed them; <see cref="ModelSide.Encoder"/> for encoders.</param>
    /// <param name="layer">0 for the embedding output, i for the output of layer i (counted from 1), LayerCount + 1 for the final norm
    /// where there is one.</param>
    /// <param name="hiddenStates">[T, ModelDim], valid during the call.</param>
    void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates);
}
