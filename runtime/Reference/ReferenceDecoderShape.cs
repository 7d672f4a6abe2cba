namespace Transformers.Generated.Reference;

/// <summary>What a <see cref="ReferenceDecoder"/> computes beyond what its tensors tell.</summary>
/// <param name="ModelDim">hidden_size.</param>
/// <param name="HeadCount">num_attention_heads.</param>
/// <param name="LayerCount">num_hidden_layers.</param>
internal sealed record ReferenceDecoderShape(int ModelDim, int HeadCount, int LayerCount)
{
    /// <summary>num_key_value_heads; null for as many as there are heads.</summary>
    internal int? KeyValueHeadCount { get; init; }

    /// <summary>The width of a head; null for ModelDim / HeadCount.</summary>
    internal int? HeadDim { get; init; }

    /// <summary>The activation of the feed-forward layer, or of its gate.</summary>
    internal ReferenceActivation Activation { get; init; } = ReferenceActivation.Silu;

    /// <summary>Whether norms are RmsNorm, or LayerNorm.</summary>
    internal bool HasRmsNorm { get; init; } = true;

    /// <summary>Where the blocks normalise.</summary>
    internal ReferenceNormPlacement NormPlacement { get; init; } = ReferenceNormPlacement.Pre;

    /// <summary>ε of every norm.</summary>
    internal double Epsilon { get; init; } = 1e-6;

    /// <summary>The rotary position embedding, or null.</summary>
    internal ReferenceRotary? Rotary { get; init; }

    /// <summary>Keys that a query sees in layers with a limited view, its own included; 0 for no such layer.</summary>
    internal int Window { get; init; }

    /// <summary>The first layer with a limited view.</summary>
    internal int WindowFirstLayer { get; init; }

    /// <summary>1 where all layers from there on are such, 2 for every other one, as in GPT-3.</summary>
    internal int WindowEvery { get; init; } = 1;

    /// <summary>The window of a layer, or 0 for none.</summary>
    internal int WindowOf(int layer) => layer >= WindowFirstLayer && (layer - WindowFirstLayer) % WindowEvery == 0 ? Window : 0;
}
