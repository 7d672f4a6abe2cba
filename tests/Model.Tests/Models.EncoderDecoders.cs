using Transformers.Generated;

namespace Model.Tests;

[EncoderDecoder(Config = "Goldens/marian.config.json")]
public sealed partial class TinyMarian;

[EncoderDecoder(Config = "Goldens/bart.config.json")]
public sealed partial class TinyBart;

// The whole of torch.nn.Transformer. Its inputs are vectors, which the tests pass off as token embeddings: 2 × 9 sources, 2 × 6 targets.

[EncoderDecoder(ModelDim = 32, HeadCount = 4, EncoderLayerCount = 3, DecoderLayerCount = 2, FeedForwardDim = 64, VocabularySize = 18,
    SourceVocabularySize = 18, ContextLength = 9, Positions = PositionEncoding.None, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "source", Side = ModelSide.Encoder)]
[TensorName(TensorRole.TokenEmbedding, "target", Side = ModelSide.Decoder)]
public sealed partial class VaswaniPostRelu;

[EncoderDecoder(ModelDim = 32, HeadCount = 4, EncoderLayerCount = 3, DecoderLayerCount = 2, FeedForwardDim = 64, VocabularySize = 18,
    SourceVocabularySize = 18, ContextLength = 9, Activation = Activation.GeluTanh, NormPlacement = NormPlacement.Pre,
    Positions = PositionEncoding.None, TiedOutput = false, OutputBias = true, Layout = CheckpointLayout.TorchTransformer)]
[TensorName(TensorRole.TokenEmbedding, "source", Side = ModelSide.Encoder)]
[TensorName(TensorRole.TokenEmbedding, "target", Side = ModelSide.Decoder)]
[TensorName(TensorRole.HeadOutput, "generator")]
public sealed partial class VaswaniPreGeluTanh;
