using Transformers.Generated;

namespace Model.Tests;

/// <summary>The transformer of a published tutorial that reverses 16 digits: one post-norm block with ReLU, named by its author.</summary>
[Encoder(
    ModelDim = 32, HeadCount = 1, LayerCount = 1, FeedForwardDim = 64, VocabularySize = 10, ContextLength = 16, Activation = Activation.Relu,
    NormEpsilon = 1e-5f, EmbeddingNorm = false, Positions = PositionEncoding.SinusoidalInterleaved, Layout = CheckpointLayout.Custom)]
[TensorName(TensorRole.TokenEmbedding, "embedding")]
[TensorName(TensorRole.QueryKeyValue, "transformer.layers.{i}.self_attn.qkv_proj")]
[TensorName(TensorRole.AttentionOutput, "transformer.layers.{i}.self_attn.o_proj")]
[TensorName(TensorRole.AttentionNorm, "transformer.layers.{i}.norm1")]
[TensorName(TensorRole.FeedForwardUp, "transformer.layers.{i}.linear_net.0")]
[TensorName(TensorRole.FeedForwardDown, "transformer.layers.{i}.linear_net.3")]
[TensorName(TensorRole.FeedForwardNorm, "transformer.layers.{i}.norm2")]
public sealed partial class UvaReverse;
