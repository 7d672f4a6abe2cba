using Transformers.Generated;

namespace Model.Tests.Isa;

// Shapes that people use, for the JIT to choke on. Their kernels are compiled, never loaded with weights.

[Encoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 30522, ContextLength = 512,
    Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class BertBase;

[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257, ContextLength = 1024)]
public sealed partial class Gpt2Small;

[EncoderDecoder(ModelDim = 768, HeadCount = 12, EncoderLayerCount = 12, DecoderLayerCount = 12, FeedForwardDim = 3072, VocabularySize = 32128)]
public sealed partial class T5Base;
