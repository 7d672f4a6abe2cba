using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Graph;

/// <summary>When a section of the forward pass runs.</summary>
internal enum SectionKind
{
    /// <summary>Always, once.</summary>
    Once,

    /// <summary>Always, once for each layer of a stack.</summary>
    Layers,

    /// <summary>Once for each layer of the decoder, over the encoder's output: what cross-attention will read.</summary>
    CrossLayers,

    /// <summary>Only where the head's output is asked for.</summary>
    Head,

    /// <summary>Only where the mean over tokens is asked for.</summary>
    Mean,
}

/// <summary>A run of nodes. Equal layers are one section that repeats: nothing later unrolls them.</summary>
/// <param name="Title">For the reader of the generated code.</param>
/// <param name="Kind">When it runs.</param>
/// <param name="Side">Which stack it belongs to.</param>
/// <param name="Repeat">Number of layers, or 1.</param>
/// <param name="Nodes">In order of execution.</param>
internal sealed record Section(string Title, SectionKind Kind, ModelSide Side, int Repeat, EquatableArray<Node> Nodes)
{
    /// <summary>Whether it runs once for each layer.</summary>
    public bool IsLayered => Kind is SectionKind.Layers or SectionKind.CrossLayers;
}

/// <summary>What is computed, with a shape on every edge.</summary>
/// <param name="Sections">In order of execution.</param>
/// <param name="Hidden">The last hidden states.</param>
/// <param name="Mean">The mean over tokens, or null where the family has none.</param>
/// <param name="Head">The head's output, or null.</param>
internal sealed record LayerGraph(EquatableArray<Section> Sections, Value Hidden, Value? Mean, Value? Head);
