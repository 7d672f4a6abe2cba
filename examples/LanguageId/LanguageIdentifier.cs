using Transformers.Generated;

namespace LanguageId;

/// <summary>A BERT with two layers that tells 64 languages apart. The generator writes the rest of this class.</summary>
[Encoder(Config = "model/config.json", Head = EncoderHead.SequenceClassification)]
public sealed partial class LanguageIdentifier;
