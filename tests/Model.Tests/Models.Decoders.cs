using Transformers.Generated;

namespace Model.Tests;

[Decoder(Config = "Goldens/mistral-full.config.json")]
public sealed partial class TinyMistral;

[Decoder(Config = "Goldens/qwen2-tied.config.json")]
public sealed partial class TinyQwen2;

[Decoder(Config = "Goldens/llama.config.json")]
public sealed partial class TinyLlama;

[Decoder(Config = "Goldens/llama-mha.config.json")]
public sealed partial class TinyLlamaTied;

[Decoder(Config = "Goldens/llama-mqa.config.json")]
public sealed partial class TinyLlamaMultiQuery;

[Decoder(Config = "Goldens/llama-bias.config.json")]
public sealed partial class TinyLlamaBias;

[Decoder(Config = "Goldens/rope-default.config.json")]
public sealed partial class TinyRotary;

[Decoder(Config = "Goldens/rope-default-theta1e6.config.json")]
public sealed partial class TinyRotaryTheta;

[Decoder(Config = "Goldens/rope-linear.config.json")]
public sealed partial class TinyRotaryLinear;

[Decoder(Config = "Goldens/rope-dynamic.config.json", ContextLength = 64)]
public sealed partial class TinyRotaryDynamic;

[Decoder(Config = "Goldens/rope-yarn.config.json")]
public sealed partial class TinyRotaryYarn;

[Decoder(Config = "Goldens/rope-yarn-attn.config.json")]
public sealed partial class TinyRotaryYarnAttention;

[Decoder(Config = "Goldens/rope-yarn-1024.config.json")]
public sealed partial class TinyRotaryYarn1024;

[Decoder(Config = "Goldens/rope-llama3.config.json")]
public sealed partial class TinyRotaryLlama3;
