using Transformers.Generated;

namespace Model.Tests;

[Encoder(Config = "Goldens/bert-mlm.config.json", Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class TinyBert;

[Encoder(Config = "Goldens/bert-cls.config.json", Head = EncoderHead.SequenceClassification, LabelCount = 3)]
public sealed partial class TinyBertClassifier;

[Encoder(Config = "Goldens/bert-cls.config.json", Head = EncoderHead.Pooler)]
public sealed partial class TinyBertPooler;

[Encoder(Config = "Goldens/distilbert-mlm.config.json", Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class TinyDistilBert;

[Encoder(Config = "Goldens/roberta-mlm.config.json", Head = EncoderHead.MaskedLanguageModel)]
public sealed partial class TinyRoberta;

[Decoder(Config = "Goldens/openai-gpt.config.json")]
public sealed partial class TinyGpt;

[Decoder(Config = "Goldens/gpt2.config.json")]
public sealed partial class TinyGpt2;

[EncoderDecoder(Config = "Goldens/t5.config.json")]
public sealed partial class TinyT5;
