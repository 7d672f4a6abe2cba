using Transformers.Generated;

namespace IsaProbe;

/// <summary>One layer of BERT base: kernels of real size, for the JIT to choke on.</summary>
[Encoder(ModelDim = 768, HeadCount = 12, LayerCount = 1, FeedForwardDim = 3072, VocabularySize = 300, ContextLength = 512, Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class ProbeBase;
