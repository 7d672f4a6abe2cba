using Transformers.Generated;

namespace Model.Tests;

// The encoder half of torch.nn.Transformer. Its inputs are vectors, which the tests pass off as token embeddings: 2 × 9 of them.

[Encoder(ModelDim = 32, HeadCount = 4, LayerCount = 3, FeedForwardDim = 64, VocabularySize = 18, ContextLength = 9, FinalNorm = true,
    Positions = PositionEncoding.None, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "embedding")]
public sealed partial class TorchPostGelu;

[Encoder(ModelDim = 32, HeadCount = 4, LayerCount = 3, FeedForwardDim = 64, VocabularySize = 18, ContextLength = 9, FinalNorm = true,
    Activation = Activation.Relu, Positions = PositionEncoding.None, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "embedding")]
public sealed partial class TorchPostRelu;

[Encoder(ModelDim = 32, HeadCount = 4, LayerCount = 3, FeedForwardDim = 64, VocabularySize = 18, ContextLength = 9, FinalNorm = true,
    Activation = Activation.GeluTanh, NormPlacement = NormPlacement.Pre, Positions = PositionEncoding.None, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "embedding")]
public sealed partial class TorchPreGeluTanh;
