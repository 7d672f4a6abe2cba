using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>The weight arena.</summary>
public sealed class TensorPlanTests
{
    [Fact]
    public void Every_copy_of_every_parameter_has_a_place_of_its_own()
    {
        foreach (ModelRequest request in RandomRequests.Take(100, seed: 4))
        {
            TensorPlan tensors = Planner.Plan(request.Build()).Tensors;
            (long Start, long End)[] places = [.. tensors.Placements.SelectMany(Places).Order()];

            Assert.All(places, place => Assert.Equal(0, place.Start % 16));
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.First.End, 0, pair.Second.Start));
            Assert.InRange(places[^1].End, 0, tensors.TotalFloats);
        }
    }

    [Fact]
    public void BERT_base_is_dense()
    {
        TensorPlan tensors = Planner.Plan(Specs.BertBase.Build()).Tensors;
        LayerRegion layers = Assert.Single(tensors.Regions);

        // All dimensions are multiples of 32, so that nothing is padded: the published parameter count without pooler.
        const long Embeddings = ((30522 + 512 + 2) * 768L) + (2 * 768);
        const long Layer = (4 * (768L * 768)) + (2 * (768L * 3072)) + (9 * 768) + 3072;
        Assert.Equal((Embeddings, Layer, 12), (layers.Offset, layers.Stride, layers.Count));
        Assert.Equal(108_891_648, tensors.TotalFloats);
        Assert.Equal(Embeddings + (12 * Layer), tensors.TotalFloats);
    }

    [Fact]
    public void Matrices_of_16_bits_take_half_the_place()
    {
        TensorPlan tensors = Planner.Plan((Specs.BertBase with { Weights = WeightFormat.Float16 }).Build()).Tensors;

        // Positions, token types, norms and biases stay as they are.
        const long Embeddings = (30522 * 768L / 2) + ((512 + 2) * 768L) + (2 * 768);
        const long Layer = (((4 * (768L * 768)) + (2 * (768L * 3072))) / 2) + (9 * 768) + 3072;
        Assert.Equal(Embeddings + (12 * Layer), tensors.TotalFloats);
    }

    [Fact]
    public void A_tied_output_is_stored_once()
    {
        TensorPlan tied = Planner.Plan(Specs.Gpt2Small.Build()).Tensors;
        TensorPlan untied = Planner.Plan((Specs.Gpt2Small with { TiedOutput = false }).Build()).Tensors;

        Assert.Single(tied.Placements, placement => placement.Parameter.Rows == 50257);
        Assert.Equal(2, untied.Placements.Count(placement => placement.Parameter.Rows == 50257));
    }

    [Fact]
    public void Both_sides_share_the_token_table_and_all_layers_of_a_side_its_bias()
    {
        TensorPlan tensors = Planner.Plan(Specs.EncoderDecoder.Build()).Tensors;

        Assert.Single(tensors.Placements, placement => placement.Parameter.Name == "TokenEmbedding");
        Assert.Equal([SectionKind.Layers, SectionKind.CrossLayers, SectionKind.Layers], tensors.Regions.Select(region => region.Section.Kind));
        Assert.Equal(
            ["DecoderRelativeBias", "DecoderRelativeBiasByDistance", "EncoderRelativeBias", "EncoderRelativeBiasByDistance"],
            tensors.Placements.Where(
                placement => placement.Parameter.IsSharedByLayers).Select(placement => placement.Parameter.Name).Order());
        Assert.All(tensors.Placements.Where(placement => placement.Parameter.IsSharedByLayers), placement => Assert.Null(placement.Layers));
    }

    private static IEnumerable<(long Start, long End)> Places(TensorPlacement placement)
    {
        long size = TensorPlan.FloatsOf(placement.Parameter);
        (long first, long stride, int count) = placement.Layers is { } region ? (region.Offset, region.Stride, region.Count) : (0, 0, 1);
        return Enumerable.Range(0, count)
            .Select(layer => first + (layer * stride) + placement.Offset)
            .Select(start => (start, start + size));
    }
}
