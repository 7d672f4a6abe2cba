using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints what a user sees of a model: its layer tree, its dimensions, how it is loaded.</summary>
internal static class SurfaceWriter
{
    private const string Options = "global::Transformers.Generated.LoadOptions";
    private const string Progress = "global::System.IProgress<global::Transformers.Generated.Weights.LoadProgress>";
    private const string Token = "global::System.Threading.CancellationToken";

    public static SourceFile Write(ForwardPlan plan)
    {
        ModelSpec spec = plan.Spec;
        string header = $"{DocComment(plan)}\n{ModelFile.GeneratedCode}\n{{0}} : {BaseClass.Of(spec.Family, spec.EncoderHead)}";
        return ModelFile.Write(spec.Target, "", "", header, writer =>
        {
            WriteConstants(writer, spec.Family, spec.EncoderHead, spec);
            writer.Blank();
            WriteLoad(writer, spec.Target.Name, plan.Spec.Target.Name);
        });
    }

    /// <summary>Loading members; on a failed model <paramref name="failure"/> is thrown instead.</summary>
    public static void WriteLoad(SourceWriter writer, string name, string title, string? failure = null)
    {
        string parameters = $"string path, {Options}? options = null, {Progress}? progress = null, {Token} cancellationToken = default";
        string body = failure is null
            ? "new(path, options, progress, cancellationToken)"
            : $"throw new global::System.InvalidOperationException({failure})";

        // With its parameters: the user may have a Load too.
        string cref = $"Load(string, {Options}, {Progress}, {Token})".Replace('<', '{').Replace('>', '}');
        if (failure is null)
        {
            writer.Lines($$"""
                private {{name}}(string path, {{Options}}? options, {{Progress}}? progress, {{Token}} cancellationToken)
                    : base(s_definition, path, options, progress, cancellationToken)
                {
                }
                """).Blank();
        }

        writer.Lines($"""
            /// <summary>Loads a {title} from a checkpoint: a directory in Hugging Face layout, or one <c>.safetensors</c> file.</summary>
            /// <param name="path">The directory or file.</param>
            /// <param name="options">Threads, limits, instruction set; null for the defaults.</param>
            /// <param name="progress">Told of bytes read, or null.</param>
            /// <param name="cancellationToken">Stops the loading.</param>
            /// <returns>The model; dispose it to free its weights.</returns>
            /// <exception cref="global::Transformers.Generated.Weights.CheckpointException">The checkpoint is damaged or does not fit this model.</exception>
            public static {name} Load({parameters}) =>
                {body};

            /// <inheritdoc cref="{cref}"/>
            public static global::System.Threading.Tasks.Task<{name}> LoadAsync({parameters}) =>
                global::System.Threading.Tasks.Task.Run(() => Load(path, options, progress, cancellationToken), cancellationToken);
            """);
    }

    /// <summary>
    /// The dimension constants; on a failed model, without a <paramref name="spec"/>, all are 1, so that what uses them compiles.
    /// </summary>
    public static void WriteConstants(SourceWriter writer, ModelFamily family, EncoderHead head, ModelSpec? spec)
    {
        void Constant(string name, int? value, string summary) =>
            writer.Lines($"/// <summary>{summary}</summary>\npublic const int {name} = {value ?? 1};");

        Constant("ModelDim", spec?.ModelDim, "Width of a hidden state.");
        Constant("VocabularySize", spec?.VocabularySize, "Number of tokens in the vocabulary.");
        Constant("ContextLength", spec?.ContextLength, "Longest sequence, in tokens.");
        StackSpec? stack = spec?.Decoder ?? spec?.Encoder;
        Constant("HeadCount", stack?.HeadCount, "Attention heads of a layer.");
        if (family == ModelFamily.EncoderDecoder)
        {
            int? sources = spec?.SourceVocabularySize ?? spec?.VocabularySize;
            Constant("SourceVocabularySize", sources, "Number of tokens in the vocabulary of the sources.");
            Constant("EncoderLayerCount", spec?.Encoder?.LayerCount, "Layers of the encoder.");
            Constant("DecoderLayerCount", spec?.Decoder?.LayerCount, "Layers of the decoder.");
        }
        else
        {
            Constant("LayerCount", stack?.LayerCount, "Number of layers.");
        }

        if (head is EncoderHead.SequenceClassification or EncoderHead.TokenClassification)
        {
            Constant("LabelCount", spec?.Head?.OutputDim, "Number of labels.");
        }
    }

    /// <summary>The model as a tree of operations with shapes.</summary>
    private static string DocComment(ForwardPlan plan)
    {
        List<string> lines = [$"/// <summary>{Title(plan.Spec)}</summary>", "/// <remarks>", "/// <code>"];
        foreach (StepSection section in plan.Sections)
        {
            string repeat = section.Section.Kind == SectionKind.Layers ? $" × {section.Section.Repeat}" : "";
            lines.Add($"/// {section.Section.Title}{repeat}");
            Node[] nodes = section.Section.Nodes.ToArray();
            lines.AddRange(section.Steps.Select((step, i) => $"///     {step.Kernel.Name,-32} → {nodes[i].Output}"));
        }

        lines.Add("/// </code>");
        lines.Add($"/// {Parameters(plan)} Rows: T tokens, R rows of the head, B sequences.");
        lines.Add("/// </remarks>");
        return string.Join("\n", lines);
    }

    private static string Title(ModelSpec spec)
    {
        StackSpec stack = (spec.Decoder ?? spec.Encoder)!;
        string family = spec.Family switch
        {
            ModelFamily.Encoder => $"Transformer encoder with {stack.LayerCount} layers",
            ModelFamily.Decoder => $"Causal transformer decoder with {stack.LayerCount} layers",
            _ => $"Transformer encoder-decoder with {spec.Encoder!.LayerCount} and {stack.LayerCount} layers",
        };
        return $"{family}: d_model {spec.ModelDim}, {stack.HeadCount} heads of {stack.HeadDim}, feed-forward {stack.FeedForwardDim}, "
            + $"vocabulary {(spec.SourceVocabularySize is int sources ? $"{sources} and " : "")}{spec.VocabularySize}.";
    }

    private static string Parameters(ForwardPlan plan)
    {
        long count = plan.Tensors.Placements
            .Where(placement => placement.Parameter.Origin == ParameterOrigin.Checkpoint)
            .Sum(placement => (long)placement.Parameter.Rows * placement.Parameter.Columns * (placement.Layers?.Count ?? 1));
        string size = (4 * plan.Tensors.TotalFloats / 1e6).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        string format = plan.Spec.Weights == WeightFormat.Float32 ? "as" : $"with matrices as {KernelText.NameOf(plan.Spec.Weights)}, all else";
        return $"{count:#,0} parameters, {size} MB in memory {format} float32.".Replace('\u00A0', ',');
    }
}
