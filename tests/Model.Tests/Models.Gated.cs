using Transformers.Generated;

namespace Model.Tests;

// Feed-forwards with a gate, in panels that the last outputs do not fill.

/// <summary>Biases everywhere, two blocks of depth, 50 outputs: three panels and two outputs of each weight.</summary>
[Decoder(ModelDim = 200, HeadCount = 4, LayerCount = 2, FeedForwardDim = 50, VocabularySize = 50, ContextLength = 150,
    Positions = PositionEncoding.Learned, QueryKeyValueBias = true, AttentionOutputBias = true, FeedForwardBias = true,
    Layout = CheckpointLayout.Llama)]
[TensorName(TensorRole.PositionEmbedding, "embed_positions")]
public sealed partial class OddGatedDecoder;

/// <summary>T5 1.1: a gate under GELU, no biases, an output matrix of its own.</summary>
[EncoderDecoder(ModelDim = 64, HeadCount = 4, EncoderLayerCount = 1, FeedForwardDim = 172, VocabularySize = 30, ContextLength = 300,
    Activation = Activation.GeluTanh, Gated = true, TiedOutput = false)]
public sealed partial class OddGatedT5;
