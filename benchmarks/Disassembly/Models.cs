using Transformers.Generated;

namespace Disassembly;

/// <summary>BERT-base, with a head that has an activation of its own.</summary>
[Encoder(
    ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 1000, ContextLength = 512, Head = EncoderHead.Pooler)]
internal sealed partial class BertBase;

/// <summary>GPT-2: causal attention, tanh GELU.</summary>
[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, VocabularySize = 1000, ContextLength = 1024)]
internal sealed partial class Gpt2;

/// <summary>T5-small: position bias, cross-attention, RMS norm, ReLU.</summary>
[EncoderDecoder(ModelDim = 512, HeadCount = 8, EncoderLayerCount = 6, FeedForwardDim = 2048, VocabularySize = 1000)]
internal sealed partial class T5Small;
