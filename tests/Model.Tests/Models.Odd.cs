using Transformers.Generated;

namespace Model.Tests;

// Shapes that no one publishes: every dimension leaves a tail somewhere, and each option of the attributes occurs at least once.

/// <summary>A TinyBERT of 312: heads of 26, feed-forward in four blocks of 300, a tied vocabulary that ends inside a panel.</summary>
[Encoder(ModelDim = 312, HeadCount = 12, LayerCount = 2, FeedForwardDim = 1200, VocabularySize = 101, ContextLength = 160,
    Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class OddMasked;

/// <summary>Pre-norm, Relu, sinusoidal positions by halves, scaled embeddings without a norm, an output matrix of its own.</summary>
[Encoder(ModelDim = 100, HeadCount = 5, LayerCount = 3, FeedForwardDim = 390, VocabularySize = 7, ContextLength = 150, TokenTypeCount = 0,
    Activation = Activation.Relu, NormPlacement = NormPlacement.Pre, EmbeddingNorm = false, EmbeddingScale = 10f,
    Positions = PositionEncoding.SinusoidalHalves, Head = EncoderHead.MaskedLanguageModel, TiedOutput = false)]
[TensorName(TensorRole.FinalNorm, "encoder.LayerNorm")]
public sealed partial class OddSinusoidal;

/// <summary>
/// One layer, one head, an odd width, sinusoidal positions from 1 in alternating columns, three token types, all names the user's.
/// </summary>
[Encoder(ModelDim = 33, HeadCount = 1, LayerCount = 1, FeedForwardDim = 70, VocabularySize = 23, ContextLength = 37, TokenTypeCount = 3,
    Activation = Activation.Silu, NormPlacement = NormPlacement.Pre, EmbeddingNorm = true, NormEpsilon = 1e-5f,
    Positions = PositionEncoding.SinusoidalInterleaved, PositionOffset = 1, Head = EncoderHead.Pooler, Layout = CheckpointLayout.Custom)]
[TensorName(TensorRole.TokenEmbedding, "words")]
[TensorName(TensorRole.TokenTypeEmbedding, "segments")]
[TensorName(TensorRole.EmbeddingNorm, "first_norm.{p}")]
[TensorName(TensorRole.QueryKeyValue, "blocks.{i}.qkv_{p}")]
[TensorName(TensorRole.AttentionOutput, "blocks.{i}.mix")]
[TensorName(TensorRole.AttentionNorm, "blocks.{i}.norm_a")]
[TensorName(TensorRole.FeedForwardUp, "blocks.{i}.up")]
[TensorName(TensorRole.FeedForwardDown, "blocks.{i}.down")]
[TensorName(TensorRole.FeedForwardNorm, "blocks.{i}.norm_b")]
[TensorName(TensorRole.FinalNorm, "last_norm")]
[TensorName(TensorRole.HeadDense, "pool")]
public sealed partial class OddCustom;

/// <summary>
/// Heads wider than their share of the model, a feed-forward of uneven blocks, positions that start at row 3, one token type.
/// </summary>
[Encoder(ModelDim = 48, HeadCount = 3, HeadDim = 20, LayerCount = 2, FeedForwardDim = 769, VocabularySize = 40, ContextLength = 150,
    TokenTypeCount = 1, Activation = Activation.GeluTanh, PositionOffset = 3, Head = EncoderHead.SequenceClassification, LabelCount = 5)]
public sealed partial class OddClassifier;

/// <summary>Narrower than any vector: no positions, no norm of the embeddings, Tanh.</summary>
[Encoder(ModelDim = 5, HeadCount = 1, LayerCount = 2, FeedForwardDim = 3, VocabularySize = 7, ContextLength = 300,
    Activation = Activation.Tanh, EmbeddingNorm = false, Positions = PositionEncoding.None, Head = EncoderHead.TokenClassification, LabelCount = 2)]
public sealed partial class OddTokens;

/// <summary>A causal decoder long enough for several key blocks and query chunks.</summary>
[Decoder(ModelDim = 40, HeadCount = 4, LayerCount = 2, FeedForwardDim = 90, VocabularySize = 50, ContextLength = 300)]
public sealed partial class OddDecoder;

/// <summary>Grouped queries of narrow heads that are wider together than the model, normalised and turned in pairs of neighbours; a gate.</summary>
[Decoder(ModelDim = 160, HeadCount = 12, KeyValueHeadCount = 3, HeadDim = 16, LayerCount = 3, FeedForwardDim = 172, VocabularySize = 97,
    ContextLength = 300, QueryKeyNorm = true, RotaryLayout = RotaryLayout.Interleaved, Layout = CheckpointLayout.Llama, TiedOutput = false)]
public sealed partial class OddLlama;

/// <summary>Every layer sees 70 keys, fewer than a block; one key/value head of odd width, for a number of heads that no part divides.</summary>
[Decoder(ModelDim = 24, HeadCount = 7, KeyValueHeadCount = 1, HeadDim = 10, LayerCount = 3, FeedForwardDim = 40, VocabularySize = 50,
    ContextLength = 600, Window = 70, RotaryScaling = RotaryScaling.Linear, RotaryFactor = 2, Layout = CheckpointLayout.Llama)]
public sealed partial class OddWindow;

/// <summary>GPT-3: layers 0 and 2 see everything, 1 and 3 a band of 20 keys.</summary>
[Decoder(ModelDim = 32, HeadCount = 2, LayerCount = 4, FeedForwardDim = 64, VocabularySize = 50, ContextLength = 300,
    Window = 20, WindowFirstLayer = 1, WindowEvery = 2, NormKind = NormKind.LayerNorm, NormEpsilon = 1e-5f, Gated = false,
    Activation = Activation.GeluTanh, Positions = PositionEncoding.Learned, QueryKeyValueBias = true, AttentionOutputBias = true,
    FeedForwardBias = true, TiedOutput = true, Layout = CheckpointLayout.Llama)]
[TensorName(TensorRole.PositionEmbedding, "embed_positions")]
public sealed partial class OddBanded;
