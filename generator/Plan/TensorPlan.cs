using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A parameter's place in the weight arena.</summary>
/// <param name="Parameter">What lies there.</param>
/// <param name="Offset">First float; for a layer's parameter, counted from the start of its layer.</param>
/// <param name="Layers">The layers it belongs to, or null.</param>
internal sealed record TensorPlacement(Parameter Parameter, long Offset, LayerRegion? Layers);

/// <summary>The equal layers of one stack, one after the other.</summary>
/// <param name="Section">The section that reads them.</param>
/// <param name="Offset">First float of layer 0.</param>
/// <param name="Stride">Floats of one layer.</param>
/// <param name="Count">Number of layers.</param>
internal sealed record LayerRegion(Section Section, long Offset, long Stride, int Count);

/// <summary>The weight arena: all parameters of the model in one allocation, in the order of their first use.</summary>
internal sealed record TensorPlan(EquatableArray<TensorPlacement> Placements, EquatableArray<LayerRegion> Regions, long TotalFloats)
{
    public TensorPlacement Of(Parameter parameter) => Placements.First(placement => placement.Parameter == parameter);

    public static TensorPlan Place(IEnumerable<StepSection> sections)
    {
        List<TensorPlacement> placements = [];
        List<LayerRegion> regions = [];
        long next = 0;
        foreach (StepSection section in sections)
        {
            Parameter[] parameters = section.Steps.SelectMany(step => step.Parameters).Distinct()
                .Where(parameter => placements.All(placed => placed.Parameter != parameter))
                .ToArray();
            bool repeats = section.Section.IsLayered;
            foreach (Parameter parameter in parameters.Where(parameter => !repeats || parameter.IsSharedByLayers))
            {
                placements.Add(new TensorPlacement(parameter, next, null));
                next += FloatsOf(parameter);
            }

            Parameter[] layered = parameters.Where(parameter => repeats && !parameter.IsSharedByLayers).ToArray();
            if (layered.Length > 0)
            {
                LayerRegion region = new(section.Section, next, layered.Sum(FloatsOf), section.Section.Repeat);
                long offset = 0;
                foreach (Parameter parameter in layered)
                {
                    placements.Add(new TensorPlacement(parameter, offset, region));
                    offset += FloatsOf(parameter);
                }

                regions.Add(region);
                next += region.Stride * region.Count;
            }
        }

        return new TensorPlan(new EquatableArray<TensorPlacement>(placements), new EquatableArray<LayerRegion>(regions), next);
    }

    public static long FloatsOf(Parameter parameter) => parameter.Layout switch
    {
        ParameterLayout.Panels => PackedLayout.PanelFloats(parameter.PackedRows, PackedLayout.Slots(parameter.Columns, parameter.Format)),
        ParameterLayout.Vector => PackedLayout.VectorFloats(parameter.PackedRows),
        _ => PackedLayout.AlignFloats((long)parameter.Rows * PackedLayout.Slots(parameter.Columns, parameter.Format)),
    };
}
