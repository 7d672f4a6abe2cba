using Transformers.Generated;

namespace Model.Tests;

// The original Transformer: sines and cosines, embeddings times √d, and what later versions of it changed.

/// <summary>The paper's: post-norm, no last norms, one vocabulary, embeddings and output in one table. Odd dimensions.</summary>
[EncoderDecoder(ModelDim = 36, HeadCount = 3, EncoderLayerCount = 3, DecoderLayerCount = 1, FeedForwardDim = 50, VocabularySize = 19,
    ContextLength = 130, EmbeddingScale = 6f, FinalNorm = false, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "target")]
public sealed partial class VaswaniPaper;

/// <summary>
/// Post-norm with last norms, two tables of one size, the target's tied to the output; sines before cosines, counted from 1.
/// </summary>
[EncoderDecoder(ModelDim = 36, HeadCount = 3, EncoderLayerCount = 1, DecoderLayerCount = 2, FeedForwardDim = 50, VocabularySize = 19,
    SourceVocabularySize = 19, ContextLength = 130, EmbeddingScale = 6f, Positions = PositionEncoding.SinusoidalHalves,
    PositionOffset = 1, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "source", Side = ModelSide.Encoder)]
[TensorName(TensorRole.TokenEmbedding, "target", Side = ModelSide.Decoder)]
public sealed partial class VaswaniTwoTables;

/// <summary>Pre-norm with last norms, a larger vocabulary of sources, an output matrix of its own, positions counted from 1.</summary>
[EncoderDecoder(ModelDim = 25, HeadCount = 5, EncoderLayerCount = 1, DecoderLayerCount = 2, FeedForwardDim = 70, VocabularySize = 17,
    SourceVocabularySize = 41, ContextLength = 130, EmbeddingScale = 5f, NormPlacement = NormPlacement.Pre, Activation = Activation.Gelu,
    PositionOffset = 1, TiedOutput = false, OutputBias = true, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "source", Side = ModelSide.Encoder)]
[TensorName(TensorRole.TokenEmbedding, "target", Side = ModelSide.Decoder)]
[TensorName(TensorRole.HeadOutput, "generator")]
public sealed partial class VaswaniTwoLanguages;

/// <summary>
/// Pre-norm without last norms, a smaller vocabulary of sources, the target's tied to the output; sines before cosines.
/// </summary>
[EncoderDecoder(ModelDim = 16, HeadCount = 2, EncoderLayerCount = 2, DecoderLayerCount = 1, FeedForwardDim = 33, VocabularySize = 43,
    SourceVocabularySize = 12, ContextLength = 130, EmbeddingScale = 4f, NormPlacement = NormPlacement.Pre, FinalNorm = false,
    Positions = PositionEncoding.SinusoidalHalves, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "source", Side = ModelSide.Encoder)]
[TensorName(TensorRole.TokenEmbedding, "target", Side = ModelSide.Decoder)]
public sealed partial class VaswaniOpenEnd;
