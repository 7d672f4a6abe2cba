using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Benchmarks.Models;

/// <summary>all-MiniLM-L6: the most used sentence embedder.</summary>
[Encoder(ModelDim = 384, HeadCount = 12, LayerCount = 6, FeedForwardDim = 1536, VocabularySize = 30522, ContextLength = 512)]
public sealed partial class MiniLm
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}

/// <summary>BERT-base, uncased.</summary>
[Encoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 30522, ContextLength = 512)]
public sealed partial class BertBase
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}

/// <summary>TinyBERT-4: head dim 26, nothing is a multiple of 16.</summary>
[Encoder(ModelDim = 312, HeadCount = 12, LayerCount = 4, FeedForwardDim = 1200, VocabularySize = 30522, ContextLength = 512)]
public sealed partial class TinyBert4
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}
