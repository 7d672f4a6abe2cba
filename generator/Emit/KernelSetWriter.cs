using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>
/// Prints the file of one instruction set: every kernel of the model, its register tiles, and the element functions they use.
/// </summary>
internal static class KernelSetWriter
{
    public static SourceFile Write(ForwardPlan plan, IsaPlan isaPlan)
    {
        IsaProfile isa = isaPlan.Isa;
        return ModelFile.Write(plan.Spec.Target, isa.Name, KernelText.Aliases(isa), "{0}", writer =>
        {
            writer.Lines($"""
                /// <summary>The kernels for {isa.Requirement}: {isa.Lanes} floats in a vector, {isa.Registers} registers.</summary>
                {ModelFile.GeneratedCode}
                """);
            SourceWriter kernels = new();
            WriteKernels(kernels, plan, isaPlan);
            writer.Block($"private readonly struct {isa.Name}Kernels : IKernels", () => writer.Lines(KernelText.NameVectors(isa, kernels.ToString().TrimEnd())));
        });
    }

    private static void WriteKernels(SourceWriter writer, ForwardPlan plan, IsaPlan isaPlan)
    {
        Kernel[] kernels = plan.Kernels.ToArray();
        ProjectionKernel[] projections = kernels.OfType<ProjectionKernel>().ToArray();
        KernelText.WriteAccess(writer, isaPlan.Isa);
        foreach (Kernel kernel in kernels)
        {
            writer.Blank();
            KernelDoc.WriteBody(writer, isaPlan, kernel);
            WriteKernel(writer, plan, isaPlan, kernel);
        }

        foreach (DepthBlocks depth in projections.Select(kernel => kernel.Depth).GroupBy(ProjectionWriter.MultiplyName).Select(group => group.First()))
        {
            writer.Blank();
            ProjectionWriter.WriteMultiply(writer, isaPlan, depth, plan.Spec.Weights);
        }

        if (isaPlan.RowTiles.Count > 0)
        {
            writer.Blank();
            ProjectionWriter.WriteFewRows(writer, isaPlan, plan.Spec.Weights);
        }

        IEnumerable<TilePlan> attentionTiles = kernels.OfType<AttentionBase>().SelectMany(kernel => isaPlan.Attention(kernel).All).Distinct();
        foreach (TilePlan tile in isaPlan.AllProjectionTiles.Concat(attentionTiles))
        {
            writer.Blank();
            TileWriter.Write(writer, isaPlan.Isa, tile);
        }

        KernelText.WriteEpilogues(writer, isaPlan.Isa, projections);
        if (kernels.OfType<EmbedKernel>().Any(kernel => kernel.Format != WeightFormat.Float32))
        {
            KernelText.WriteWeight(writer, plan.Spec.Weights);
        }

        bool attends = kernels.OfType<AttentionBase>().Any();
        if (attends)
        {
            TransposeWriter.Write(writer, isaPlan.Isa);
            QueryTileWriter.WriteHelpers(writer, isaPlan.Isa);
        }

        if (projections.Any(kernel => kernel.CopiesRows))
        {
            WriteCopyRows(writer, isaPlan.Isa);
        }

        if (kernels.OfType<CachedAttentionKernel>().Any())
        {
            CachedAttentionWriter.WriteHelpers(writer, isaPlan.Isa);
        }

        foreach (CacheLayout cache in kernels.OfType<CacheKernel>().Select(kernel => kernel.Cache).Distinct())
        {
            CacheWriter.WriteKeep(writer, isaPlan.Isa, cache);
        }

        VectorMathSplicer.Write(writer, isaPlan.Isa, ElementFunctions(isaPlan.Isa, kernels));
    }

    private static void WriteKernel(SourceWriter writer, ForwardPlan plan, IsaPlan isaPlan, Kernel kernel)
    {
        switch (kernel)
        {
            case EmbedKernel embed:
                RowWriter.Write(writer, isaPlan.Isa, embed);
                break;
            case NormKernel norm:
                RowWriter.Write(writer, isaPlan.Isa, norm);
                break;
            case ProjectionKernel projection:
                ProjectionWriter.Write(writer, projection);
                break;
            case AttentionKernel attention:
                AttentionWriter.Write(writer, isaPlan, AttentionScratch.For(attention, plan.IsaPlans), attention);
                break;
            case CacheKernel cache:
                CacheWriter.Write(writer, isaPlan.Isa, cache);
                break;
            case CachedAttentionKernel attention:
                CachedAttentionWriter.Write(writer, isaPlan, AttentionScratch.For(attention, plan.IsaPlans), attention);
                break;
            case GatherKernel gather:
                RowWriter.Write(writer, isaPlan.Isa, gather);
                break;
            case MeanKernel mean:
                RowWriter.Write(writer, isaPlan.Isa, mean);
                break;
        }
    }

    private static IEnumerable<string> ElementFunctions(IsaProfile isa, Kernel[] kernels)
    {
        IEnumerable<string> activations = kernels.OfType<ProjectionKernel>()
            .Select(kernel => kernel.Activation).OfType<Activation>()
            .Select(activation => activation.ToString());
        IEnumerable<string> norms = kernels.Where(kernel => kernel is NormKernel or CacheKernel { NormEpsilon: not null })
            .Select(_ => $"HorizontalSum{32 * isa.Lanes}");
        IEnumerable<string> attention = kernels.OfType<AttentionBase>().Select(_ => "Exp2NonPositive");
        IEnumerable<string> halves = kernels.OfType<ProjectionKernel>()
            .Where(kernel => kernel.Format != WeightFormat.Float32)
            .SelectMany(kernel => new[] { $"Even{kernel.Format}", $"Odd{kernel.Format}" });
        return activations.Concat(norms).Concat(attention).Concat(halves);
    }

    private static void WriteCopyRows(SourceWriter writer, IsaProfile isa) => writer.Blank().Lines($$"""
        [MethodImpl(Hot)]
        private static void CopyRows(nint rows, nint columns, ref float from, nint fromRow, ref float to, nint toRow)
        { unchecked {
            for (nint row = 0; row < rows; row++)
            {
                nint i = 0;
                for (; i + {{isa.Lanes}} <= columns; i += {{isa.Lanes}})
                {
                    Store(ref to, (row * toRow) + i, Load(ref from, (row * fromRow) + i));
                }

                for (; i < columns; i++)
                {
                    At(ref to, (row * toRow) + i) = At(ref from, (row * fromRow) + i);
                }
            }
        } }
        """);
}
