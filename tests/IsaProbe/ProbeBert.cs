using Transformers.Generated;

namespace IsaProbe;

/// <summary>The model of the tiny BERT golden.</summary>
[Encoder(ModelDim = 32, HeadCount = 4, LayerCount = 3, FeedForwardDim = 64, VocabularySize = 100, ContextLength = 24)]
public sealed partial class ProbeBert;
