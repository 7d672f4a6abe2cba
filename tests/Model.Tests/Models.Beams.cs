using Transformers.Generated;

namespace Model.Tests;

[EncoderDecoder(Config = "Goldens/beam-t5.config.json")]
public sealed partial class BeamT5;
