using System.Collections.Generic;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <summary>Turns a spec into the layer graph of its family. One method per part of a transformer.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelSpec _spec;
    private readonly ParameterFactory _parameters;
    private readonly List<Section> _sections = [];

    private GraphBuilder(ModelSpec spec)
    {
        _spec = spec;
        _parameters = new ParameterFactory(spec);
    }

    public static LayerGraph Build(ModelSpec spec)
    {
        LayerGraph graph = new GraphBuilder(spec).Build();
        GraphVerifier.Verify(graph);
        return graph;
    }

    private LayerGraph Build()
    {
        Value? memory = null;
        if (_spec.Encoder is { } encoder)
        {
            memory = AddStack(encoder, ModelSide.Encoder, RowSpace.Source);
            if (_spec.Decoder is { } target)
            {
                AddCrossKeyValues(target, memory);
            }
        }

        Value hidden = _spec.Decoder is { } decoder ? AddStack(decoder, ModelSide.Decoder, RowSpace.Target) : memory!;
        Value? mean = _spec.Family == ModelFamily.Encoder ? AddMean(hidden) : null;
        Value? head = _spec.Head is { } headSpec ? AddHead(hidden, headSpec) : null;
        return new LayerGraph(new EquatableArray<Section>(_sections), hidden, mean, head);
    }

    /// <summary>Embedding, layers and final norm of one side; returns its hidden states.</summary>
    private Value AddStack(StackSpec stack, ModelSide side, RowSpace rows)
    {
        Value hidden = new(NameOf("hidden", side), rows, _spec.ModelDim);
        string name = side == ModelSide.Decoder ? "decoder" : "encoder";
        List<Node> embedding = [Embed(hidden, side)];
        if (_spec.Embedding.HasNorm)
        {
            embedding.Add(Norm(stack.Norm, hidden, hidden, TensorRole.EmbeddingNorm, side));
        }

        AddSection($"{name} embeddings", SectionKind.Once, side, 1, embedding);
        List<Node> layer = [];
        AddSelfAttention(layer, stack, side, hidden);
        if (stack.HasCrossAttention)
        {
            AddCrossAttention(layer, stack, side, hidden);
        }

        AddFeedForward(layer, stack, side, hidden);
        AddSection($"{name} layer", SectionKind.Layers, side, stack.LayerCount, layer);
        if (stack.HasFinalNorm)
        {
            AddSection($"{name} final norm", SectionKind.Once, side, 1, [Norm(stack.Norm, hidden, hidden, TensorRole.FinalNorm, side)]);
        }

        return hidden;
    }

    private EmbedNode Embed(Value hidden, ModelSide side)
    {
        EmbeddingSpec embedding = _spec.Embedding;
        return new EmbedNode(
            hidden,
            _parameters.TokenEmbedding(side),
            _parameters.PositionEmbedding(side),
            embedding.PositionOffset,
            _parameters.TokenTypeEmbedding(side),
            embedding.Scale);
    }

    private void AddSelfAttention(List<Node> nodes, StackSpec stack, ModelSide side, Value hidden)
    {
        int queryDim = stack.QueryDim;
        int keyValueDim = stack.KeyValueDim;
        Value input = SublayerInput(nodes, stack, side, hidden, TensorRole.AttentionNorm);
        Value fused = new(NameOf("queryKeyValue", side), hidden.Rows, queryDim + (2 * keyValueDim));
        ParameterPart[] parts = _parameters.QueryKeyValueParts(side, queryDim, keyValueDim);
        nodes.Add(Project(stack, side, input, fused, "LayerQueryKeyValue", parts, activation: null, accumulates: false));

        Value context = new(NameOf("context", side), hidden.Rows, queryDim);
        AttentionShape shape = Shape(stack);
        ColumnSlice queries = new(fused, 0, queryDim);
        ColumnSlice keys = new(fused, queryDim, keyValueDim);
        ColumnSlice values = new(fused, queryDim + keyValueDim, keyValueDim);
        RelativeBiasTables? bias = stack.RelativeBias is { } biasSpec ? _parameters.RelativeBias(side, biasSpec, stack.HeadCount) : null;
        if (_spec.Decoder is not null)
        {
            HeadNorm? norm = stack.HasQueryKeyNorm ? _parameters.HeadNorm(side, stack) : null;
            nodes.Add(new CacheNode(queries, keys, values, shape, stack.Rotary, norm));
            nodes.Add(new CachedAttentionNode(queries, context, shape, stack.IsCausal ? KeyRange.Causal : KeyRange.Own, bias, stack.Window));
        }
        else
        {
            nodes.Add(new AttentionNode(queries, keys, values, context, shape, bias));
        }

        ParameterPart[] output = [new(TensorRole.AttentionOutput, _spec.ModelDim)];
        AddSublayerOutput(nodes, stack, side, context, hidden, "LayerAttentionOutput", output, TensorRole.AttentionNorm);
    }

    /// <summary>Keys and values of the encoder's output, for every layer of the decoder: computed once for each source.</summary>
    private void AddCrossKeyValues(StackSpec stack, Value memory)
    {
        int width = stack.KeyValueDim;
        Value keyValues = new("crossKeyValue", memory.Rows, 2 * width);
        ParameterPart[] parts = _parameters.CrossKeyValueParts(stack);
        List<Node> nodes =
        [
            Project(stack, ModelSide.Decoder, memory, keyValues, "LayerCrossKeyValue", parts, activation: null, accumulates: false),
            new CacheNode(null, new ColumnSlice(keyValues, 0, width), new ColumnSlice(keyValues, width, width), Shape(stack), null, null),
        ];
        AddSection("decoder layer's view of the source", SectionKind.CrossLayers, ModelSide.Decoder, stack.LayerCount, nodes);
    }

    private void AddCrossAttention(List<Node> nodes, StackSpec stack, ModelSide side, Value hidden)
    {
        int queryDim = stack.QueryDim;
        Value input = SublayerInput(nodes, stack, side, hidden, TensorRole.CrossNorm);
        Value queries = new(NameOf("crossQuery", side), hidden.Rows, queryDim);
        ParameterPart[] queryParts = _parameters.CrossQueryParts(stack);
        nodes.Add(Project(stack, side, input, queries, "LayerCrossQuery", queryParts, activation: null, accumulates: false));

        Value context = new(NameOf("crossContext", side), hidden.Rows, queryDim);
        ColumnSlice slice = new(queries, 0, queryDim);
        nodes.Add(new CachedAttentionNode(slice, context, Shape(stack), KeyRange.Cross, RelativeBias: null, Window: null));
        ParameterPart[] output = [new(TensorRole.CrossOutput, _spec.ModelDim)];
        AddSublayerOutput(nodes, stack, side, context, hidden, "LayerCrossOutput", output, TensorRole.CrossNorm);
    }

    private void AddFeedForward(List<Node> nodes, StackSpec stack, ModelSide side, Value hidden)
    {
        Value input = SublayerInput(nodes, stack, side, hidden, TensorRole.FeedForwardNorm);
        Value inner = new(NameOf("inner", side), hidden.Rows, stack.FeedForwardDim);
        ParameterPart up = new(TensorRole.FeedForwardUp, stack.FeedForwardDim);
        ParameterPart[] down = [new(TensorRole.FeedForwardDown, _spec.ModelDim)];
        nodes.Add(stack.IsGated
            ? ProjectGated(stack, side, input, inner, "LayerFeedForwardGateUp", [new(TensorRole.FeedForwardGate, stack.FeedForwardDim), up])
            : Project(stack, side, input, inner, "LayerFeedForwardUp", [up], stack.Activation, accumulates: false));
        AddSublayerOutput(nodes, stack, side, inner, hidden, "LayerFeedForwardDown", down, TensorRole.FeedForwardNorm);
    }

    /// <summary>The hidden states as a sublayer reads them: normalised first in a pre-norm stack.</summary>
    private Value SublayerInput(List<Node> nodes, StackSpec stack, ModelSide side, Value hidden, TensorRole norm)
    {
        if (stack.Norm.Placement == NormPlacement.Post)
        {
            return hidden;
        }

        Value normalized = new(NameOf("normalized", side), hidden.Rows, hidden.Columns);
        nodes.Add(Norm(stack.Norm, hidden, normalized, norm, side));
        return normalized;
    }

    /// <summary>Adds a sublayer's last projection to the hidden states, and in a post-norm stack normalises the sum.</summary>
    private void AddSublayerOutput(
        List<Node> nodes, StackSpec stack, ModelSide side, Value input, Value hidden, string name, ParameterPart[] parts, TensorRole norm)
    {
        nodes.Add(Project(stack, side, input, hidden, name, parts, activation: null, accumulates: true));
        if (stack.Norm.Placement == NormPlacement.Post)
        {
            nodes.Add(Norm(stack.Norm, hidden, hidden, norm, side));
        }
    }

    private Value AddMean(Value hidden)
    {
        Value mean = new("mean", RowSpace.Sequences, hidden.Columns);
        AddSection("mean over tokens", SectionKind.Mean, ModelSide.Any, 1, [new MeanNode(hidden, mean)]);
        return mean;
    }

    private Value AddHead(Value hidden, HeadSpec head)
    {
        List<Node> nodes = [];
        Value current = new("chosen", RowSpace.Chosen, _spec.ModelDim);
        nodes.Add(new GatherNode(hidden, current, head.InputScale));
        if (head.DenseActivation is { } activation)
        {
            Value dense = new("headDense", RowSpace.Chosen, _spec.ModelDim);
            ParameterPart[] parts = [new(TensorRole.HeadDense, _spec.ModelDim)];
            (Parameter weight, Parameter? bias) = _parameters.Projection("HeadDense", ModelSide.Any, _spec.ModelDim, parts, hasBias: true);
            nodes.Add(new ProjectionNode(current, dense, weight, bias, activation, Accumulates: false));
            current = dense;
        }

        if (head.HasNorm)
        {
            NormSpec norm = (_spec.Decoder ?? _spec.Encoder)!.Norm;
            nodes.Add(Norm(norm, current, current, TensorRole.HeadNorm, ModelSide.Any));
        }

        if (head.OutputDim > 0)
        {
            Value logits = new("logits", RowSpace.Chosen, head.OutputDim);
            ParameterPart[] parts = [new(TensorRole.HeadOutput, head.OutputDim)];
            (Parameter weight, Parameter? bias) =
                _parameters.Projection("HeadOutput", ModelSide.Any, _spec.ModelDim, parts, head.OutputHasBias);
            nodes.Add(
                new ProjectionNode(current, logits, head.IsTied ? _parameters.TokenEmbedding() : weight, bias, null, Accumulates: false));
            current = logits;
        }

        AddSection("head", SectionKind.Head, ModelSide.Any, 1, nodes);
        return current;
    }

    private ProjectionNode Project(
        StackSpec stack, ModelSide side, Value input, Value output, string name, ParameterPart[] parts, Activation? activation, bool accumulates)
    {
        (Parameter weight, Parameter? bias) = _parameters.Projection(name, side, input.Columns, parts, HasBias(stack, parts[0].Role));
        return new ProjectionNode(input, output, weight, bias, activation, accumulates);
    }

    private ProjectionNode ProjectGated(StackSpec stack, ModelSide side, Value input, Value output, string name, ParameterPart[] parts)
    {
        (Parameter weight, Parameter? bias) =
            _parameters.GatedProjection(name, side, input.Columns, parts, HasBias(stack, parts[0].Role));
        return new ProjectionNode(input, output, weight, bias, stack.Activation, Accumulates: false);
    }

    private static bool HasBias(StackSpec stack, TensorRole role) => role switch
    {
        TensorRole.AttentionOutput or TensorRole.CrossOutput => stack.HasAttentionOutputBias,
        TensorRole.FeedForwardUp or TensorRole.FeedForwardGate or TensorRole.FeedForwardDown => stack.HasFeedForwardBias,
        _ => stack.HasQueryKeyValueBias,
    };

    private NormNode Norm(NormSpec norm, Value input, Value output, TensorRole role, ModelSide side)
    {
        (Parameter weight, Parameter? bias) = _parameters.Norm(role, side, norm.Kind == NormKind.LayerNorm);
        return new NormNode(input, output, norm.Kind, norm.Epsilon, weight, bias, Scale: 1f);
    }

    /// <summary>Names tell the sides apart only where there are two.</summary>
    private string NameOf(string value, ModelSide side) => _spec.Family == ModelFamily.EncoderDecoder && side == ModelSide.Decoder
        ? "target" + char.ToUpperInvariant(value[0]) + value.Substring(1)
        : value;

    private static AttentionShape Shape(StackSpec stack) =>
        new(stack.HeadCount, stack.KeyValueHeadCount, stack.HeadDim, stack.ScoreScale);

    private void AddSection(string title, SectionKind kind, ModelSide side, int repeat, List<Node> nodes) =>
        _sections.Add(new Section(title, kind, side, repeat, new EquatableArray<Node>(nodes)));
}
