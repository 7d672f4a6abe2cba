using Transformers.Generated;

namespace KingJames;

/// <summary>A small GPT-2 that has read one book. The generator writes the rest of this class.</summary>
[Decoder(Config = "model/config.json")]
public sealed partial class Scribe;
