using Transformers.Generated;

namespace LanguageId;

/// <summary>A small BERT that tells 64 languages apart. The generator writes the rest of this class.</summary>
[Encoder(Config = "model/config.json", Head = EncoderHead.SequenceClassification)]
public sealed partial class LanguageIdentifier
{
    /// <summary>The first 128 tokens of a text are enough to know its language.</summary>
    internal static readonly TextOptions Options = new() { Truncate = true };
}
