using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Benchmarks.Models;

/// <summary>GPT-2 small: 124 million weights.</summary>
[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257, ContextLength = 1024)]
public sealed partial class Gpt2
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}

/// <summary>SmolLM2-135M: many narrow layers, three heads of keys and values for nine of queries.</summary>
[Decoder(Layout = CheckpointLayout.Llama, ModelDim = 576, HeadCount = 9, KeyValueHeadCount = 3, LayerCount = 30, FeedForwardDim = 1536,
    VocabularySize = 49152, ContextLength = 2048, TiedOutput = true, RotaryTheta = 100_000f, NormEpsilon = 1e-5f)]
public sealed partial class SmolLm2
{
    /// <summary>Tensors and sizes.</summary>
    internal static ModelDefinition Description => s_definition;
}

/// <summary>GPT-2 small with matrices of bfloat16.</summary>
[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257, ContextLength = 1024,
    Weights = WeightFormat.BFloat16)]
public sealed partial class Gpt2BFloat16;

/// <summary>SmolLM2-135M with matrices of bfloat16, as it is published.</summary>
[Decoder(Layout = CheckpointLayout.Llama, ModelDim = 576, HeadCount = 9, KeyValueHeadCount = 3, LayerCount = 30, FeedForwardDim = 1536,
    VocabularySize = 49152, ContextLength = 2048, TiedOutput = true, RotaryTheta = 100_000f, NormEpsilon = 1e-5f,
    Weights = WeightFormat.BFloat16)]
public sealed partial class SmolLm2BFloat16;
