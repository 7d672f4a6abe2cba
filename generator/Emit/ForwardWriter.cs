using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;
using Buffer = Transformers.Generated.Generator.Plan.Buffer;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints the forward pass, the interface of the kernel sets, and the places of the weights.</summary>
internal static class ForwardWriter
{
    public static SourceFile Write(ForwardPlan plan) => ModelFile.Write(plan.Spec.Target, "Forward", KernelText.Types, "{0}", writer =>
    {
        WriteDispatch(writer, plan);
        writer.Blank();
        WriteForward(writer, plan);
        writer.Blank();
        WriteInterface(writer, plan);
        writer.Blank();
        WriteInputs(writer, plan);
        WriteOffsets(writer, plan.Tensors);
    });

    private static void WriteDispatch(SourceWriter writer, ForwardPlan plan)
    {
        writer.Lines("/// <inheritdoc/>");
        writer.Block($"protected override void Forward({KernelText.Lane} lane, {KernelText.Pass} pass)", () =>
            writer.Block("switch (pass.InstructionSet)", () =>
            {
                IsaPlan[] isas = plan.IsaPlans.ToArray();
                for (int i = 0; i < isas.Length; i++)
                {
                    string label =
                        i < isas.Length - 1 ? $"case global::Transformers.Generated.InstructionSet.{isas[i].Isa.Name}:" : "default:";
                    writer.Lines($"{label}\n    Forward<{isas[i].Isa.Name}Kernels>(lane, pass);\n    break;");
                }
            }));
    }

    private static void WriteForward(SourceWriter writer, ForwardPlan plan)
    {
        writer.Lines("""
            /// <summary>One lane's part of a forward pass. All lanes run the same steps; within a step they share the work, and a barrier ends it.</summary>
            """);
        writer.Block($"private static void Forward<TKernels>({KernelText.Lane} lane, {KernelText.Pass} pass)\n    where TKernels : struct, IKernels", () =>
        {
            writer.Lines("ref float weights = ref pass.Weights;\nref float scratch = ref pass.Scratch(lane.Index);");
            foreach (Placement placement in plan.Workspace.Placements)
            {
                Buffer buffer = placement.Buffer;
                writer.Lines($"ref float {buffer.Name} = ref pass.{buffer.Space}Buffer({placement.FirstColumn}); "
                    + $"// [{Symbol(buffer.Space)}, {buffer.Columns}]");
            }

            if (plan.Graph.Head is { } head)
            {
                writer.Lines($"ref float {head.Name} = ref pass.HeadOutput; // [R, {head.Columns}], the caller's");
            }

            StepSection[] trunk = plan.Sections.Where(IsTrunk).ToArray();
            bool hasBothSides = plan.Spec is { Encoder: not null, Decoder: not null };
            StepSection[] source = trunk.Where(section => hasBothSides && RowsOf(section) == RowSpace.Source).ToArray();
            if (source.Length > 0)
            {
                writer.Blank();
                writer.Block("if (pass.Source.Count > 0)", () => WriteSections(writer, plan, source));
                writer.Blank();
                writer.Block("if (pass.Target.Count == 0)", () => writer.Lines("return;"));
                writer.Blank();
            }

            WriteSections(writer, plan, trunk.Except(source).ToArray());

            WriteResults(writer, plan);
        });
    }

    private static void WriteSections(SourceWriter writer, ForwardPlan plan, StepSection[] sections)
    {
        foreach (StepSection section in sections)
        {
            if (section != sections[0])
            {
                writer.Blank();
            }

            WriteSection(writer, plan, section);
        }
    }

    private static bool IsTrunk(StepSection section) => section.Section.Kind is not (SectionKind.Head or SectionKind.Mean);

    private static RowSpace RowsOf(StepSection section) => section.Section.Nodes.First().Output.Rows;

    private static void WriteSection(SourceWriter writer, ForwardPlan plan, StepSection section)
    {
        bool narrows = plan.Narrowing?.Layers == section.Section;
        string rows = narrows || (plan.Narrowing is not null && section == plan.Sections.Last(IsTrunk)) ? "rows" : $"pass.{RowsOf(section)}.Count";
        if (!section.Section.IsLayered)
        {
            writer.Lines($"// {section.Section.Title}");
            WriteSteps(writer, plan, section, rows, lastSync: "lane.Sync();");
            WriteObserve(writer, section, section.Section.Nodes.First() is EmbedNode ? "0" : $"{LayersOf(plan, section.Section.Side) + 1}");
            return;
        }

        LayerRegion region = plan.Tensors.Regions.First(region => region.Section == section.Section);
        string side = RegionName(plan.Tensors, region);
        if (narrows)
        {
            writer.Lines($"nint rows = pass.{RowsOf(section)}.Count;");
        }

        writer.Block($"for (int layer = 0; layer < {section.Section.Repeat}; layer++)", () =>
        {
            writer.Lines($"ref float layerWeights = ref At(ref weights, Offset.{side}Layers + (layer * Offset.{side}LayerStride));");
            if (narrows)
            {
                writer.Lines($"bool isNarrow = pass.IsNarrow && layer == {section.Section.Repeat - 1};");
            }

            WriteSteps(writer, plan, section, rows, lastSync: "if (!lane.SyncAndContinue())\n{\n    return;\n}");
            if (section.Section.Kind == SectionKind.Layers)
            {
                writer.Blank();
                WriteObserve(writer, section, "layer + 1");
            }
        });
    }

    /// <summary>Shows hidden states to a sink; costs one comparison where there is none.</summary>
    private static void WriteObserve(SourceWriter writer, StepSection section, string index)
    {
        Buffer hidden = section.Steps.Last().Output!;
        writer.Lines($"pass.Observe(lane, pass.{hidden.Space}, {index}, ref {hidden.Name});");
    }

    private static int LayersOf(ForwardPlan plan, ModelSide side) =>
        plan.Graph.Sections.First(section => section.Kind == SectionKind.Layers && section.Side == side).Repeat;

    private static void WriteSteps(SourceWriter writer, ForwardPlan plan, StepSection section, string rows, string lastSync)
    {
        Step[] steps = section.Steps.ToArray();
        Node[] nodes = section.Section.Nodes.ToArray();
        for (int i = 0; i < steps.Length; i++)
        {
            writer.Lines(Call(plan, steps[i], nodes[i], rows));
            writer.Lines(i < steps.Length - 1 ? "lane.Sync();" : lastSync);
            if (steps[i].Kernel is AttentionBase)
            {
                // Queries, and keys beside them, are still where the step read them.
                string queries = $"pass.{nodes[i].Output.Rows}";
                writer.Lines($"pass.ObserveAttention(lane, {queries}, {Keys(nodes[i])}, layer, ref {steps[i].Input!.Name});");
            }

            if (plan.Narrowing is { } narrowing && narrowing.Attention == nodes[i])
            {
                WriteNarrowing(writer, narrowing);
            }
        }
    }

    /// <summary>Goes on with copies of the chosen rows: references change what the following steps read and write.</summary>
    private static void WriteNarrowing(SourceWriter writer, Narrowing narrowing)
    {
        string hidden = narrowing.Hidden.Name;
        string context = narrowing.Context.Name;
        writer.Block("if (isNarrow)", () => writer.Lines($"""
            // The last layer goes on with the rows that are asked for.
            pass.Narrow(lane, ref {hidden}, ref {narrowing.ChosenHidden.Name}, {narrowing.Context.Columns}, ref {context}, ref {narrowing.ChosenContext.Name});
            lane.Sync();
            rows = pass.ChosenCount;
            {hidden} = ref {narrowing.ChosenHidden.Name};
            {context} = ref {narrowing.ChosenContext.Name};
            """));
        writer.Blank();
    }

    private static void WriteResults(SourceWriter writer, ForwardPlan plan)
    {
        StepSection[] results = plan.Sections.Where(section => section.Section.Kind is SectionKind.Head or SectionKind.Mean).ToArray();
        if (results.Length == 0)
        {
            return;
        }

        writer.Blank();
        writer.Block("switch (pass.Output)", () =>
        {
            foreach (StepSection section in results)
            {
                writer.Lines($"case global::Transformers.Generated.Execution.PassOutput.{section.Section.Kind}:");
                Step[] steps = section.Steps.ToArray();
                Node[] nodes = section.Section.Nodes.ToArray();
                string calls = string.Join("\nlane.Sync();\n", steps.Select((step, i) => Call(plan, step, nodes[i], RowCount(step))));
                writer.Lines(string.Join("\n", calls.Split('\n').Select(line => "    " + line)) + "\n    break;");
            }
        });
    }

    private static string RowCount(Step step) => step.Output!.Space == RowSpace.Chosen ? "pass.ChosenCount" : $"pass.{step.Output.Space}.Count";

    private static string Call(ForwardPlan plan, Step step, Node node, string rows)
    {
        List<string> arguments = ["lane"];
        switch (step.Kernel)
        {
            case EmbedKernel or MeanKernel:
                arguments.Add($"pass.{RowsOf(node)}");
                break;
            case NormKernel or ProjectionKernel:
                arguments.Add(rows);
                break;
            case AttentionKernel:
                arguments.Add(Queries(plan, node));
                break;
            case CacheKernel cache:
                arguments.AddRange([$"pass.{node.Output.Rows}", cache.IsCross ? "pass.Memory" : $"pass.{node.Output.Rows}", "layer"]);
                break;
            case CachedAttentionKernel:
                arguments.AddRange([Queries(plan, node), Keys(node), "layer"]);
                arguments.AddRange(node is CachedAttentionNode { Window: { } window } ? [Window(window)] : []);
                break;
            case GatherKernel:
                arguments.Add("pass");
                break;
        }

        // A residual sum reads what it writes, a norm may: such a buffer is passed once for each role.
        arguments.AddRange(step.Input is { } input ? [$"ref {input.Name}"] : []);
        IEnumerable<Parameter> parameters = step.Kernel is AttentionBase ? step.Parameters.Take(1) : step.Parameters;
        arguments.AddRange(parameters.Select(parameter => Address(plan, parameter)));
        if (step.Kernel is ProjectionKernel { HasBias: false })
        {
            arguments.Add("ref pass.Zeros");
        }

        if (step.Kernel is CacheKernel { RotaryDim: > 0 })
        {
            arguments.AddRange(["ref pass.Cosines", "ref pass.Sines"]);
        }

        arguments.AddRange(step.Output is { } output ? [$"ref {output.Name}"] : []);
        bool needsScratch = step.Kernel is ProjectionKernel { UsesScratch: true } or AttentionBase;
        arguments.AddRange(needsScratch ? ["ref scratch"] : []);
        return $"TKernels.{step.Kernel.Name}({string.Join(", ", arguments)});";
    }

    /// <summary>The tokens that attention computes.</summary>
    private static string Queries(ForwardPlan plan, Node node) =>
        plan.Narrowing?.Attention == node ? $"isNarrow ? pass.Chosen : pass.{node.Output.Rows}" : $"pass.{node.Output.Rows}";

    /// <summary>The tokens that attention looks at.</summary>
    private static string Keys(Node node) => node is CachedAttentionNode { Keys: KeyRange.Cross } ? "pass.Memory" : $"pass.{node.Output.Rows}";

    private static string RowsOf(Node node) => node is MeanNode mean ? $"{mean.Input.Rows}" : $"{node.Output.Rows}";

    private static string Address(ForwardPlan plan, Parameter parameter)
    {
        TensorPlacement placement = plan.Tensors.Of(parameter);
        return $"ref At(ref {(placement.Layers is null ? "weights" : "layerWeights")}, Offset.{parameter.Name})";
    }

    private static void WriteInterface(SourceWriter writer, ForwardPlan plan)
    {
        writer.Lines(
            "/// <summary>The kernels of this model, one implementation for each instruction set. "
            + "T is the number of tokens, in a head of chosen rows.</summary>");
        writer.Block("private interface IKernels", () =>
        {
            bool isFirst = true;
            foreach (Kernel kernel in plan.Kernels)
            {
                if (!isFirst)
                {
                    writer.Blank();
                }

                isFirst = false;
                KernelDoc.WriteMember(writer, kernel);
                writer.Lines($"static abstract void {kernel.Name}({Signature(kernel)});");
            }
        });
    }

    /// <summary>Constants that tiles are compiled with, a copy for each: in the text there is one.</summary>
    private static void WriteInputs(SourceWriter writer, ForwardPlan plan)
    {
        int[] counts = plan.Kernels.OfType<ProjectionKernel>().Select(kernel => kernel.Inputs).Distinct().ToArray();
        if (counts.Length == 0)
        {
            return;
        }

        writer.Lines("/// <summary>The numbers of inputs that projections have. Their methods are compiled for each, with these as constants.</summary>");
        writer.Block("private static class InputCount", () =>
        {
            writer.Block("internal interface IConstants", () => writer.Lines("""
                /// <summary>K.</summary>
                static abstract nint Count { get; }

                /// <summary>Floats from a row of x to the next: room for whole vectors, and an odd number of cache lines.</summary>
                static abstract nint Row { get; }

                /// <summary>Floats of memory that the weights of one output take.</summary>
                static abstract nint Slots { get; }
                """));
            foreach (int count in counts)
            {
                writer.Blank().Lines("/// <inheritdoc/>");
                writer.Block($"internal readonly struct Of{count} : IConstants", () => writer.Lines($$"""
                    public static nint Count => {{count}};
                    public static nint Row => {{PackedLayout.RowStride(count)}};
                    public static nint Slots => {{PackedLayout.Slots(count, plan.Spec.Weights)}};
                    """));
            }
        });
        writer.Blank();
    }

    private static string Signature(Kernel kernel) => kernel switch
    {
        EmbedKernel embed => RowWriter.Signature(embed),
        NormKernel norm => RowWriter.Signature(norm),
        ProjectionKernel projection => ProjectionWriter.Signature(projection),
        AttentionKernel attention => AttentionWriter.Signature(attention),
        CacheKernel cache => CacheWriter.Signature(cache),
        CachedAttentionKernel attention => CachedAttentionWriter.Signature(attention),
        GatherKernel gather => RowWriter.Signature(gather),
        MeanKernel mean => RowWriter.Signature(mean),
        _ => throw new System.InvalidOperationException($"no text for {kernel.GetType().Name}"),
    };

    private static void WriteOffsets(SourceWriter writer, TensorPlan tensors)
    {
        writer.Lines("[MethodImpl(MethodImplOptions.AggressiveInlining)]\nprivate static ref float At(ref float start, long floats) => ref global::System.Runtime.CompilerServices.Unsafe.Add(ref start, (nint)floats);").Blank();
        writer.Lines(
            "/// <summary>Where each parameter starts in the weight arena, in floats; "
            + "a layer's parameters count from the start of their layer.</summary>");
        writer.Block("private static class Offset", () =>
        {
            foreach (TensorPlacement placement in tensors.Placements)
            {
                writer.Lines($"public const long {placement.Parameter.Name} = {placement.Offset};");
            }

            foreach (LayerRegion region in tensors.Regions)
            {
                string side = RegionName(tensors, region);
                writer.Lines($"public const long {side}Layers = {region.Offset};\npublic const long {side}LayerStride = {region.Stride};");
            }
        });
    }

    private static string RegionName(TensorPlan tensors, LayerRegion region) => tensors.Regions.Count == 1 ? ""
        : region.Section.Kind == SectionKind.CrossLayers ? "Cross"
        : $"{region.Section.Side}";

    /// <summary>How many keys back a layer sees; all of them is a number that no position reaches.</summary>
    private static string Window(Model.WindowSpec window)
    {
        string since = window.FirstLayer == 0 ? "layer" : $"(layer - {window.FirstLayer})";
        string[] conditions =
        [
            .. window.FirstLayer == 0 ? Array.Empty<string>() : [$"layer >= {window.FirstLayer}"],
            .. window.Every == 1 ? Array.Empty<string>() : [$"{since} % {window.Every} == 0"],
        ];
        return conditions.Length == 0 ? $"{window.Size}" : $"{string.Join(" && ", conditions)} ? {window.Size} : int.MaxValue";
    }

    private static string Symbol(RowSpace space) => space switch
    {
        RowSpace.Source => "T",
        RowSpace.Target => "T'",
        RowSpace.Chosen => "R",
        _ => "B",
    };
}
