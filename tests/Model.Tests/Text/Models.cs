using Transformers.Generated;

namespace Model.Tests.Text;

[Encoder(Config = "Goldens/bert-cls.config.json", Head = EncoderHead.TokenClassification, LabelCount = 3)]
public sealed partial class TinyTagger;

[Encoder(Config = "Goldens/bert-cls.config.json", Head = EncoderHead.SequenceClassification, LabelCount = 1)]
public sealed partial class TinyReranker;
