using System.ComponentModel;
using Transformers.Generated.Primitives;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>What the generator tells the runtime about a model: its constants, its tensors, its memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModelDefinition
{
    /// <summary>Name of the generated class.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int ModelDim { get; init; }

    /// <summary>Number of tokens in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Number of tokens in the vocabulary of the sources, where they have one of their own; else 0.</summary>
    public int SourceVocabularySize { get; init; }

    /// <summary>Longest sequence, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Number of token types, or 0 where the model has none.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>Width of the head's output, or 0 for no head.</summary>
    public int HeadOutputDim { get; init; }

    /// <summary>Whether the last hidden states are those of the decoder.</summary>
    public bool HasTarget { get; init; }

    /// <summary>Whether the last layer can go on with chosen rows alone.</summary>
    public bool CanNarrow { get; init; }

    /// <summary>Where it then leaves their hidden states.</summary>
    public int ChosenHiddenColumn { get; init; }

    /// <summary>Where the last hidden states lie: first column among the rows of their side.</summary>
    public int HiddenColumn { get; init; }

    /// <summary>Where the means over tokens lie.</summary>
    public int MeanColumn { get; init; }

    /// <summary>Memory of a forward pass.</summary>
    public required WorkspaceShape Workspace { get; init; }

    /// <summary>What a decoder keeps of its own tokens; null for an encoder.</summary>
    public CacheShape? Cache { get; init; }

    /// <summary>What an encoder-decoder's encoder keeps of its tokens while it runs; null for other families.</summary>
    public CacheShape? SourceCache { get; init; }

    /// <summary>What an encoder-decoder's cross-attention reads of a source; null for other families.</summary>
    public CacheShape? CrossCache { get; init; }

    /// <summary>Self-attention of the encoder; null for a decoder.</summary>
    public AttentionShape? EncoderAttention { get; init; }

    /// <summary>Self-attention of the decoder; null for an encoder.</summary>
    public AttentionShape? DecoderAttention { get; init; }

    /// <summary>Cross-attention; null for the families without.</summary>
    public AttentionShape? CrossAttention { get; init; }

    /// <summary>Every tensor of the model: names in the checkpoint, shapes, places in memory.</summary>
    public required TensorTable Tensors { get; init; }

    /// <summary>
    /// Names, separated by <c>|</c>, of an output matrix that must equal the token embedding if the checkpoint has it; null where none is
    /// tied.
    /// </summary>
    public string? TiedOutputNames { get; init; }

    /// <summary>The angles of the decoder's rotary position embedding, or null for none.</summary>
    public RotaryFrequencies? Rotary { get; init; }

    /// <summary>Tensors that are computed once after loading.</summary>
    public ComputedTensor[] Computed { get; init; } = [];
}
