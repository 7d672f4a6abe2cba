using Transformers.Generated;

namespace Model.Tests;

// Matrices of 16 bits, odd inputs everywhere, so that the last of them has no partner, and for each model the same one in float32.

/// <summary>A gate, biases, a token table of its own, blocks of depth of which the last is odd.</summary>
[Decoder(ModelDim = 45, HeadCount = 5, LayerCount = 2, FeedForwardDim = 211, VocabularySize = 51, ContextLength = 300,
    Positions = PositionEncoding.Learned, QueryKeyValueBias = true, AttentionOutputBias = true, FeedForwardBias = true,
    Layout = CheckpointLayout.Llama, Weights = WeightFormat.BFloat16)]
[TensorName(TensorRole.PositionEmbedding, "embed_positions")]
public sealed partial class BrainDecoder;

[Decoder(ModelDim = 45, HeadCount = 5, LayerCount = 2, FeedForwardDim = 211, VocabularySize = 51, ContextLength = 300,
    Positions = PositionEncoding.Learned, QueryKeyValueBias = true, AttentionOutputBias = true, FeedForwardBias = true,
    Layout = CheckpointLayout.Llama)]
[TensorName(TensorRole.PositionEmbedding, "embed_positions")]
public sealed partial class BrainDecoderInFloats;

/// <summary>Inputs first in the file, an output matrix tied to the token table.</summary>
[Decoder(ModelDim = 201, HeadCount = 3, LayerCount = 2, FeedForwardDim = 67, VocabularySize = 51, ContextLength = 300,
    Weights = WeightFormat.Float16)]
public sealed partial class HalfDecoder;

[Decoder(ModelDim = 201, HeadCount = 3, LayerCount = 2, FeedForwardDim = 67, VocabularySize = 51, ContextLength = 300)]
public sealed partial class HalfDecoderInFloats;
