using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Plan;

/// <summary>
/// Where few rows are wanted, no other row is computed after the last layer's attention: keys and values are all that others give to it.
/// </summary>
/// <param name="Layers">The section whose last layer narrows.</param>
/// <param name="Attention">The node after which it does.</param>
/// <param name="Hidden">The residual sums.</param>
/// <param name="Context">What attention gave.</param>
internal sealed record Narrowing(Section Layers, Node Attention, Value Hidden, Value Context)
{
    /// <summary>The residual sums of the chosen rows.</summary>
    public Buffer ChosenHidden => new("chosenHidden", RowSpace.Chosen, Hidden.Columns);

    /// <summary>What attention gave to the chosen rows.</summary>
    public Buffer ChosenContext => new("chosenContext", RowSpace.Chosen, Context.Columns);

    /// <summary>Null beside a source: targets begin with a few tokens, of which nothing is left out.</summary>
    public static Narrowing? Of(LayerGraph graph, ModelFamily family)
    {
        if (family == ModelFamily.EncoderDecoder)
        {
            return null;
        }

        Section layers = graph.Sections.Single(section => section.Kind == SectionKind.Layers);
        Node attention = layers.Nodes.Single(node => node is AttentionNode or CachedAttentionNode);
        return new Narrowing(layers, attention, graph.Hidden, attention.Output);
    }
}
