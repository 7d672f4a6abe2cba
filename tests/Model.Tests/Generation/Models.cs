using System;
using System.IO;
using Transformers.Generated;
using Transformers.Generated.Text;

namespace Model.Tests.Generation;

/// <summary>A Llama of 260 thousand weights that others trained on stories for children.</summary>
[Decoder(ModelDim = 64, HeadCount = 8, KeyValueHeadCount = 4, LayerCount = 5, FeedForwardDim = 172, VocabularySize = 512,
    ContextLength = 512, NormEpsilon = 1e-5f, TiedOutput = true, Layout = CheckpointLayout.Llama)]
public sealed partial class Stories260K;

/// <summary>The example's model.</summary>
[Decoder(Config = "../../examples/KingJames/model/config.json")]
public sealed partial class KingJamesModel
{
    /// <summary>The model's folder.</summary>
    public static string Home { get; } = Path.Combine(AppContext.BaseDirectory, "KingJames");

    /// <summary>One thread: for so few weights two wait for each other longer than they compute, the more so on a busy machine.</summary>
    public static KingJamesModel Load(ITokenizer? tokenizer = null) => Load(Home, new LoadOptions { ThreadCount = 1, Tokenizer = tokenizer });
}
