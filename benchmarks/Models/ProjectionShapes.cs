using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Benchmarks.Models;

/// <summary>The projections of MiniLM with next to nothing around them: ReLU costs one instruction for each vector.</summary>
[Encoder(ModelDim = 384, HeadCount = 12, LayerCount = 1, FeedForwardDim = 1536, VocabularySize = 16, ContextLength = 16,
    Activation = Activation.Relu)]
public sealed partial class MiniLmProjections
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}

/// <summary>The projections of BERT-base.</summary>
[Encoder(ModelDim = 768, HeadCount = 12, LayerCount = 1, FeedForwardDim = 3072, VocabularySize = 16, ContextLength = 16,
    Activation = Activation.Relu)]
public sealed partial class BertBaseProjections
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}
