using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Benchmarks.Models;

/// <summary>
/// The base model of Vaswani et al., "Attention Is All You Need" (2017): 60 million weights, one vocabulary for both sides.
/// </summary>
[EncoderDecoder(Layout = CheckpointLayout.TorchTransformer, ModelDim = 512, HeadCount = 8, EncoderLayerCount = 6, FeedForwardDim = 2048,
    VocabularySize = 32000, ContextLength = 256, EmbeddingScale = 22.627417f, FinalNorm = false)]
[TensorName(TensorRole.TokenEmbedding, "embedding")]
public sealed partial class TransformerBase
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}
