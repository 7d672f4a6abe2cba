using System;

namespace Transformers.Generated;

/// <summary>
/// Completes a partial class with a causal decoder of the declared shape (GPT-2 layout). Preview: the full sequence is recomputed at each
/// call.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DecoderAttribute : Attribute
{
    /// <summary>
    /// Path of a Hugging Face <c>config.json</c>, relative to the project, which lists it as an <c>AdditionalFiles</c> item.
    /// </summary>
    public string? Config { get; set; }

    /// <summary>Width of the residual stream (<c>n_embd</c>). Required.</summary>
    public int ModelDim { get; set; }

    /// <summary>Number of attention heads (<c>n_head</c>). Required.</summary>
    public int HeadCount { get; set; }

    /// <summary>Width of one head. Default: <see cref="ModelDim"/> / <see cref="HeadCount"/>.</summary>
    public int HeadDim { get; set; }

    /// <summary>Number of layers (<c>n_layer</c>). Required.</summary>
    public int LayerCount { get; set; }

    /// <summary>Width of the feed-forward's inner activation (<c>n_inner</c>). Default 4 · <see cref="ModelDim"/>.</summary>
    public int FeedForwardDim { get; set; }

    /// <summary>Number of tokens in the vocabulary (<c>vocab_size</c>). Required.</summary>
    public int VocabularySize { get; set; }

    /// <summary>Longest sequence the model accepts (<c>n_positions</c>); may be set to less than the file's. Required.</summary>
    public int ContextLength { get; set; }

    /// <summary>Feed-forward activation. Default <see cref="Generated.Activation.GeluTanh"/>.</summary>
    public Activation Activation { get; set; } = Activation.GeluTanh;

    /// <summary>Default <see cref="NormPlacement.Pre"/>.</summary>
    public NormPlacement NormPlacement { get; set; } = NormPlacement.Pre;

    /// <summary>ε of every layer norm. Default 1e-5.</summary>
    public float NormEpsilon { get; set; } = 1e-5f;

    /// <summary>Whether the output matrix is the token embedding. Default true.</summary>
    public bool TiedOutput { get; set; } = true;

    /// <summary>Tensor names of the checkpoint. Default <see cref="CheckpointLayout.Gpt2"/>.</summary>
    public CheckpointLayout Layout { get; set; } = CheckpointLayout.Gpt2;
}
