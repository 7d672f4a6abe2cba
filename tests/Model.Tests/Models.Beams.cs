using Transformers.Generated;

namespace Model.Tests;

[EncoderDecoder(Config = "Goldens/beam-t5.config.json")]
public sealed partial class BeamT5;

/// <summary>The example's model.</summary>
[EncoderDecoder(Config = "../../examples/Pronounce/model/config.json")]
public sealed partial class PronounceModel;
