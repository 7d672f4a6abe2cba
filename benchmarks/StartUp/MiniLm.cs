using Benchmarks.Models;
using Transformers.Generated;

namespace StartUp;

/// <summary>all-MiniLM-L6: 91 MB of weights.</summary>
[Encoder(ModelDim = 384, HeadCount = 12, LayerCount = 6, FeedForwardDim = 1536, VocabularySize = 30522, ContextLength = 512)]
public sealed partial class MiniLm
{
    /// <summary>Writes a checkpoint of this shape.</summary>
    public static string WriteRandom() => RandomCheckpoint.Write(s_definition);
}
