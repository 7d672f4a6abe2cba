using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>
/// Prints the model's description for the runtime: constants, memory, and the table of tensors with their names in the checkpoint.
/// </summary>
internal static class DefinitionWriter
{
    private const string Execution = "global::Transformers.Generated.Execution";
    private const string Weights = "global::Transformers.Generated.Weights";

    public static SourceFile Write(ForwardPlan plan) => ModelFile.Write(plan.Spec.Target, "Definition", "", "{0}", writer =>
    {
        ModelSpec spec = plan.Spec;
        WorkspacePlan workspace = plan.Workspace;
        int[] columns = workspace.ColumnsPerSpace.ToArray();
        writer.Lines($"private static readonly {Execution}.ModelDefinition s_definition = new()").Open();
        writer.Lines($"""
            Name = "{spec.Target.Name.TrimStart('@')}",
            ModelDim = {spec.ModelDim},
            VocabularySize = {spec.VocabularySize},
            ContextLength = {spec.ContextLength},
            TokenTypeCount = {spec.Embedding.TokenTypeCount},
            HeadOutputDim = {plan.Graph.Head?.Columns ?? 0},
            HasTarget = {(spec.Decoder is null ? "false" : "true")},
            HiddenColumn = {Column(workspace, plan.Graph.Hidden)},
            MeanColumn = {Column(workspace, plan.Graph.Mean)},
            Workspace = new(
                SourceColumns: {columns[0]}, TargetColumns: {columns[1]}, ChosenColumns: {columns[2]}, SequenceColumns: {columns[3]}, RotaryPairs: {(spec.Decoder?.Rotary?.Dim ?? 0) / 2},
                LaneFloats: {workspace.LaneFloats}, Overrun: {workspace.Overrun}),
            Tensors = CreateTensorTable(),
            """);
        if (plan.Narrowing is { } narrowing)
        {
            writer.Lines($"CanNarrow = true,\nChosenHiddenColumn = {workspace.Of(narrowing.ChosenHidden).FirstColumn},");
        }

        if (spec.SourceVocabularySize is int sources)
        {
            writer.Lines($"SourceVocabularySize = {sources},");
        }

        if (CheckpointNames.TiedOutput(spec) is { } names)
        {
            writer.Lines($"TiedOutputNames = {SourceWriter.Literal(names)},");
        }

        if (spec.Decoder?.Rotary is { } rotary)
        {
            writer.Lines($"Rotary = {Rotary(rotary)},");
        }

        WriteCaches(writer, plan);
        WriteAttentions(writer, plan);
        WriteComputed(writer, plan);
        writer.Close();
        writer.Lines(";").Blank();
        WriteTable(writer, plan);
    });

    private static string Rotary(RotarySpec rotary)
    {
        IEnumerable<string> numbers = rotary.Scaling switch
        {
            RotaryScaling.Linear => [Float("factor", rotary.Factor)],
            RotaryScaling.Dynamic => [Float("factor", rotary.Factor), $"originalLength: {rotary.OriginalContextLength}"],
            RotaryScaling.Yarn =>
            [
                Float("factor", rotary.Factor), $"originalLength: {rotary.OriginalContextLength}",
                Float("attentionFactor", rotary.AttentionFactor),
                Float("betaFast", rotary.BetaFast), Float("betaSlow", rotary.BetaSlow),
                Float("mscale", rotary.Mscale), Float("mscaleAllDim", rotary.MscaleAllDim),
            ],
            RotaryScaling.Llama3 =>
            [
                Float("factor", rotary.Factor), $"originalLength: {rotary.OriginalContextLength}",
                Float("lowFrequencyFactor", rotary.LowFrequencyFactor), Float("highFrequencyFactor", rotary.HighFrequencyFactor),
            ],
            _ => [],
        };
        string kind = rotary.Scaling == RotaryScaling.None ? "Default" : $"{rotary.Scaling}";
        string all = string.Join(", ", numbers.Prepend(Float("theta", rotary.Theta)).Prepend($"dim: {rotary.Dim}"));
        return $"global::Transformers.Generated.Primitives.RotaryFrequencies.{kind}({all})";

        static string Float(string name, float value) => $"{name}: {SourceWriter.Literal(value)}";
    }

    private static int Column(WorkspacePlan workspace, Value? value) =>
        value is null ? 0 : workspace.Of(Plan.Buffer.Of(value)).FirstColumn;

    private static void WriteTable(SourceWriter writer, ForwardPlan plan)
    {
        CheckpointLayout layout = plan.Spec.Checkpoint.Layout;
        writer.Lines(
            "/// <summary>Every tensor: its layout and shape [outputs, inputs], where it goes, and what checkpoints call it.</summary>");
        writer.Block($"private static {Weights}.TensorTable CreateTensorTable()", () =>
        {
            writer.Lines($"""
                return new {Weights}.TensorTable(
                    {plan.Tensors.TotalFloats},
                    [{Strings(CheckpointNames.Prefixes(plan.Spec))}],
                    [{Strings(CheckpointNames.Ignored(layout))}],
                    [
                """);
            foreach (TensorPlacement placement in plan.Tensors.Placements.Where(placement => placement.Parameter.Origin == ParameterOrigin.Checkpoint))
            {
                writer.Lines("        " + Entry(plan, placement).Replace("\n", "\n        "));
            }

            writer.Lines("    ]);");
        });
    }

    private static string Entry(ForwardPlan plan, TensorPlacement placement)
    {
        Parameter parameter = placement.Parameter;
        LayerRegion? region = placement.Layers;
        long offset = (region?.Offset ?? 0) + placement.Offset;
        string sources = string.Join(",\n    ", parameter.Parts.Select(part => Source(plan.Spec, parameter, part)));
        string[] options =
        [
            .. parameter.Alternates ? ["Alternates = true"] : Array.Empty<string>(),
            .. parameter.Format == WeightFormat.Float32
                ? Array.Empty<string>()
                : [$"Format = global::Transformers.Generated.WeightFormat.{parameter.Format}"],
        ];
        string properties = options.Length == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
        return $"new {Weights}.TensorEntry(\"{parameter.Name}\", {Weights}.TensorLayout.{parameter.Layout}, {parameter.Rows}, {parameter.Columns}, "
            + $"{offset}, {region?.Count ?? 1}, {region?.Stride ?? 0},\n    {sources}){properties},";
    }

    private static string Source(ModelSpec spec, Parameter parameter, ParameterPart part)
    {
        string names = CheckpointNames.Find(spec, parameter.Side, part.Role, parameter.IsBias)
            ?? throw new InvalidOperationException($"{spec.Checkpoint.Layout} has no name for {part.Role}");
        bool isInputsFirst =
            parameter.Layout == ParameterLayout.Panels && CheckpointNames.StoresInputsFirst(spec.Checkpoint.Layout, part.Role);
        string orientation = isInputsFirst ? $", {Weights}.TensorOrientation.InOut" : "";
        string literal = SourceWriter.Literal(names);
        string slice = part.TensorRows == 0 ? "" : $" {{ TensorRows = {part.TensorRows}, FirstRow = {part.FirstRow} }}";
        return $"new {Weights}.TensorSource({literal}, {part.Rows}{orientation}){slice}";
    }

    /// <summary>The blocks of keys and values that sessions own: of the decoder's own tokens, and of its sources.</summary>
    private static void WriteCaches(SourceWriter writer, ForwardPlan plan)
    {
        foreach (Section section in plan.Graph.Sections.Where(section => section.IsLayered && plan.Spec.Decoder is not null))
        {
            foreach (CacheNode node in section.Nodes.OfType<CacheNode>())
            {
                bool isCross = section.Kind == SectionKind.CrossLayers;
                WindowSpec? window = section.Nodes.OfType<CachedAttentionNode>().FirstOrDefault()?.Window;
                string seen = window is { FirstLayer: 0, Every: 1 } ? $"{window.Size}" : "int.MaxValue";
                string name = isCross ? "CrossCache" : section.Side == ModelSide.Encoder ? "SourceCache" : "Cache";
                writer.Lines($"{name} = new(Layers: {section.Repeat}, Heads: {node.Shape.KeyValueHeadCount}, HeadDim: {node.Shape.HeadDim}, Window: {seen}),");
            }
        }
    }

    /// <summary>Every kind of attention, for sinks that look at its weights.</summary>
    private static void WriteAttentions(SourceWriter writer, ForwardPlan plan)
    {
        foreach (StepSection section in plan.Sections)
        {
            foreach ((Step step, Node node) in section.Steps.Zip(section.Section.Nodes, (step, node) => (step, node)))
            {
                if (step.Kernel is not AttentionBase kernel)
                {
                    continue;
                }

                if (kernel.QueryFirst != 0)
                {
                    throw new InvalidOperationException(
                        $"the queries of {kernel.Name} begin at column {kernel.QueryFirst}, and sinks read them from column 0");
                }

                WindowSpec? window = (node as CachedAttentionNode)?.Window;
                string[] options =
                [
                    .. kernel is AttentionKernel { KeyFirst: int keys } ? [$"KeyColumn = {keys}"] : Array.Empty<string>(),
                    .. window is null
                        ? Array.Empty<string>()
                        : [$"Window = {window.Size}, WindowFirstLayer = {window.FirstLayer}, WindowEvery = {window.Every}"],
                    .. kernel.BiasStride == 0
                        ? Array.Empty<string>()
                        : [$"BiasOffset = {plan.Tensors.Of(step.Parameters[0]).Offset}, BiasStride = {kernel.BiasStride}"],
                ];
                string name = node is CachedAttentionNode { Keys: KeyRange.Cross } ? "Cross" : $"{section.Section.Side}";
                AttentionShape shape = kernel.Shape;
                string sizes = $"HeadCount: {shape.HeadCount}, KeyHeadCount: {shape.KeyValueHeadCount}, HeadDim: {shape.HeadDim}";
                string properties = options.Length == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
                writer.Lines(
                    $"{name}Attention = new({sizes}, Scale: {SourceWriter.Literal(shape.Scale)}, QueryStride: {kernel.QueryStride}){properties},");
            }
        }
    }

    private static void WriteComputed(SourceWriter writer, ForwardPlan plan)
    {
        string[] computed = plan.Tensors.Placements
            .Where(placement => placement.Parameter.Origin != ParameterOrigin.Checkpoint)
            .Select(placement => Computed(plan, placement))
            .ToArray();
        if (computed.Length > 0)
        {
            writer.Lines($"Computed =\n[\n    {string.Join("\n    ", computed)}\n],");
        }
    }

    private static string Computed(ForwardPlan plan, TensorPlacement placement)
    {
        Parameter parameter = placement.Parameter;
        string place = $"{placement.Offset}, {parameter.Rows}, {parameter.Columns}";
        if (parameter.Origin == ParameterOrigin.SinusoidalPositions)
        {
            string kind = plan.Spec.Embedding.Positions == PositionEncoding.SinusoidalHalves ? "SinusoidalHalves" : "SinusoidalInterleaved";
            return $"{Weights}.ComputedTensor.{kind}({place}),";
        }

        RelativeBiasTables tables = plan.Graph.Sections
            .SelectMany(section => section.Nodes)
            .Select(node => (node as AttentionNode)?.RelativeBias ?? (node as CachedAttentionNode)?.RelativeBias)
            .First(bias => bias?.ByDistance == parameter)!;
        string isBidirectional = tables.Spec.Bidirectional ? "true" : "false";
        return $"{Weights}.ComputedTensor.RelativeBias({place}, {plan.Tensors.Of(tables.ByBucket).Offset}, {tables.Spec.BucketCount}, {tables.Spec.MaxDistance}, {isBidirectional}),";
    }

    private static string Strings(string[] values) => string.Join(", ", values.Select(value => $"\"{value}\""));
}
