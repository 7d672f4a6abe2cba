using System;
using System.IO;
using Transformers.Generated;

namespace KingJames;

/// <summary>A small GPT-2 that has read one book. The generator writes the rest of this class.</summary>
[Decoder(Config = "model/config.json")]
public sealed partial class Scribe
{
    /// <summary>One thread: a token takes so little that two would wait for each other longer than they compute.</summary>
    private static readonly LoadOptions s_options = new() { ThreadCount = 1 };

    /// <summary>Loads the model beside the program.</summary>
    public static Scribe Open() => Load(Path.Combine(AppContext.BaseDirectory, "model"), s_options);
}
