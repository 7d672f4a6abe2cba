using Transformers.Generated;

namespace Disassembly;

/// <summary>BERT-base, with a head that has an activation of its own.</summary>
[Encoder(
    ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 1000, ContextLength = 512,
    Head = EncoderHead.Pooler)]
internal sealed partial class BertBase;

/// <summary>GPT-2: causal attention, tanh GELU.</summary>
[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, VocabularySize = 1000, ContextLength = 1024)]
internal sealed partial class Gpt2;

/// <summary>GPT-2 with matrices of bfloat16.</summary>
[Decoder(
    ModelDim = 768, HeadCount = 12, LayerCount = 12, VocabularySize = 1000, ContextLength = 1024, Weights = WeightFormat.BFloat16)]
internal sealed partial class Gpt2BFloat16;

/// <summary>SmolLM2-135M: grouped heads, rotary positions, gates, RMS norm.</summary>
[Decoder(
    Layout = CheckpointLayout.Llama, ModelDim = 576, HeadCount = 9, KeyValueHeadCount = 3, LayerCount = 30, FeedForwardDim = 1536,
    VocabularySize = 1000, ContextLength = 2048, TiedOutput = true, RotaryTheta = 100_000f, NormEpsilon = 1e-5f)]
internal sealed partial class SmolLm2;

/// <summary>SmolLM2-135M with matrices of float16.</summary>
[Decoder(
    Layout = CheckpointLayout.Llama, ModelDim = 576, HeadCount = 9, KeyValueHeadCount = 3, LayerCount = 30, FeedForwardDim = 1536,
    VocabularySize = 1000, ContextLength = 2048, TiedOutput = true, RotaryTheta = 100_000f, NormEpsilon = 1e-5f,
    Weights = WeightFormat.Float16)]
internal sealed partial class SmolLm2Float16;

/// <summary>T5-small: position bias, cross-attention, RMS norm, ReLU.</summary>
[EncoderDecoder(ModelDim = 512, HeadCount = 8, EncoderLayerCount = 6, FeedForwardDim = 2048, VocabularySize = 1000)]
internal sealed partial class T5Small;
