using System;
using System.Collections.Generic;
using Generator.Tests.TestSupport;

namespace Generator.Tests.Diagnostics;

/// <summary>Config files that are missing, broken, or ask for what there is not.</summary>
internal static class ConfigCases
{
    private const string Argument = "Config = \"config.json\"";

    public static IEnumerable<DiagnosticCase> All =>
    [
        new(
            "TG0010",
            Sources.Model("[Encoder(Config = \"minilm/config.json\")]"),
            "Config = \"minilm/config.json\"",
            "minilm/config.json is not among the project's additional files; add <AdditionalFiles Include=\"minilm/config.json\" /> to the project, "
            + "with the path from its directory"),
        new(
            "TG0012",
            Sources.Model("[Encoder(Config = \"/minilm/config.json\")]"),
            "Config = \"/minilm/config.json\"",
            "Config \"/minilm/config.json\" is not a relative path; give the file's path from the project's directory"),
        new("TG0012", Sources.Model("[Encoder(Config = \"\")]"), "Config = \"\"", "Config \"\" is not a relative path; give the file's path from the project's directory"),
        NotJson("{\"model_type\": \"bert\",}", "line 1, column 23: expected a name in quotation marks, found \"}\""),
        NotJson("[]", "its root is an array, not an object"),
        NotJson("", "line 1, column 1: expected a value, the text ends"),
        NotJson(new string('[', 100_000), "line 1, column 65: values are nested deeper than 64 levels"),
        Invalid("\"hidden_size\": 768", "\"hidden_size\": \"768\"", "'hidden_size' \"768\"", "a whole number in -2147483648 to 2147483647", "ModelDim"),
        Invalid("\"hidden_size\": 768", "\"hidden_size\": 768.0", "'hidden_size' 768.0", "a whole number in -2147483648 to 2147483647", "ModelDim"),
        Invalid("\"hidden_size\": 768", "\"hidden_size\": 2147483648", "'hidden_size' 2147483648", "a whole number in -2147483648 to 2147483647", "ModelDim"),
        Invalid(
            "\"hidden_size\": 768",
            "\"hidden_size\": " + new string('9', 1000),
            $"'hidden_size' {new string('9', 60)}...",
            "a whole number in -2147483648 to 2147483647",
            "ModelDim"),
        Invalid("\"vocab_size\": 30522", "\"vocab_size\": [1]", "'vocab_size' an array", "a whole number in -2147483648 to 2147483647", "VocabularySize"),
        Invalid("1e-12", "true", "'layer_norm_eps' true", "a finite number", "NormEpsilon"),
        Invalid("1e-12", "1e999", "'layer_norm_eps' 1e999", "a finite number", "NormEpsilon"),
        Invalid("1e-12", "NaN", "'layer_norm_eps' NaN", "a finite number", "NormEpsilon"),
        Invalid("\"hidden_act\": \"gelu\"", "\"hidden_act\": 1", "'hidden_act' 1", "a string", "Activation"),
        Invalid("\"use_cache\"", "\"tie_word_embeddings\": 1, \"use_cache\"", "'tie_word_embeddings' 1", "true or false", "TiedOutput"),
        new(
            "TG0014",
            Sources.Model($"[Encoder({Argument})]"),
            Argument,
            "config.json: 'id2label' an array is not an object; correct the file, or set LabelCount",
            Configs.File("distilbert-sst2", "\"id2label\"", "\"id2label\": [], \"old\"").Text),
        new(
            "TG0100",
            Sources.Model($"[Encoder({Argument}, ContextLength = 512)]"),
            Argument,
            "PositionOffset 2147483647 is not in 0 to 1048576; set it to the checkpoint's value (PositionOffset is from 'pad_token_id' of config.json)",
            Configs.File("roberta-base", "\"pad_token_id\": 1", "\"pad_token_id\": 2147483647").Text),
        ModelType("\"model_type\": \"bert\"", "\"model_type\": \"nomic_bert\"", "'model_type' \"nomic_bert\"", "set the dimensions one by one instead of Config"),
        ModelType("\"model_type\": \"bert\"", "\"model_type\": \"gpt2\"", "'model_type' \"gpt2\"", "declare it as [Decoder]"),
        ModelType("\"model_type\": \"bert\"", "\"model_type\": 7", "'model_type' 7", "set the dimensions one by one instead of Config"),
        ModelType("\"model_type\": \"bert\",", "", "no 'model_type'", "set the dimensions one by one instead of Config"),
        Unsupported(
            "Encoder", "bert-base", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"quick_gelu\"",
            "'hidden_act' \"quick_gelu\"",
            "supported are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, relu, silu, swish, tanh"),
        Unsupported(
            "Encoder", "bert-base", "\"absolute\"", "\"relative_key\"",
            "'position_embedding_type' \"relative_key\"",
            "only \"absolute\" is, use another checkpoint"),
        Unsupported(
            "Encoder", "bert-base", "BertForMaskedLM", "BertForQuestionAnswering",
            "'architectures' \"BertForQuestionAnswering\"",
            "set Head, for instance EncoderHead.None for hidden states only"),
        Unsupported(
            "Encoder", "bert-base", "BertForMaskedLM", "BertLMHeadModel",
            "'architectures' \"BertLMHeadModel\"",
            "set Head, for instance EncoderHead.None for hidden states only"),
        Unsupported(
            "Encoder", "bert-base", "\"use_cache\"", "\"is_decoder\": true, \"use_cache\"",
            "'is_decoder' true",
            "an [Encoder] attends in both directions"),
        Unsupported(
            "EncoderDecoder", "tiny-bart", "\"use_cache\"", "\"normalize_before\": true, \"use_cache\"",
            "'normalize_before' true",
            "use another checkpoint, or set the dimensions one by one instead of Config"),
        Unsupported(
            "EncoderDecoder", "tiny-marian", "\"static_position_embeddings\": true", "\"static_position_embeddings\": false",
            "'static_position_embeddings' false",
            "use another checkpoint, or set the dimensions one by one instead of Config"),
        Unsupported(
            "EncoderDecoder", "tiny-bart", "\"decoder_attention_heads\": 4", "\"decoder_attention_heads\": 2",
            "'decoder_attention_heads' 2",
            "it must be that of 'encoder_attention_heads', 4; use another checkpoint"),
        Unsupported(
            "Encoder", "bert-base", "\"use_cache\"", "\"pruned_heads\": {\"1\": [0]}, \"use_cache\"",
            "'pruned_heads' other than {}",
            "all layers must have the same heads, use another checkpoint"),
        Unsupported(
            "Decoder", "gpt2", "\"n_ctx\"", "\"scale_attn_by_inverse_layer_idx\": true, \"n_ctx\"",
            "'scale_attn_by_inverse_layer_idx' true",
            "scores have one scale in all layers, use another checkpoint"),
        Unsupported(
            "EncoderDecoder", "t5-small", "\"d_kv\"", "\"feed_forward_proj\": \"gated-mish\", \"d_kv\"",
            "'feed_forward_proj' \"gated-mish\"",
            "supported are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, relu, silu, swish, tanh, each also after \"gated-\""),
        OfLlama(
            "\"torch_dtype\": \"float8_e4m3fn\"",
            "'torch_dtype' \"float8_e4m3fn\"",
            "supported are float32, float64, bfloat16, float16; use a checkpoint of one of these, or set Weights"),
        OfLlama("\"partial_rotary_factor\": 0.5", "'partial_rotary_factor' 0.5", "all columns of a head are rotated, use another checkpoint"),
        OfLlama(
            "\"rope_parameters\": {\"rope_theta\": 100, \"partial_rotary_factor\": 0.25}",
            "'rope_parameters.partial_rotary_factor' 0.25", "all columns of a head are rotated, use another checkpoint"),
        OfLlama(
            "\"rope_scaling\": {\"type\": \"longrope\", \"factor\": 4}",
            "'rope_scaling.type' \"longrope\"", "supported are default, linear, dynamic, yarn, llama3"),
        OfLlama(
            "\"rope_scaling\": {\"rope_type\": \"su\", \"factor\": 4}",
            "'rope_scaling.rope_type' \"su\"", "supported are default, linear, dynamic, yarn, llama3"),
        OfLlama(
            "\"rope_parameters\": {\"sliding_attention\": {}}",
            "'rope_parameters.sliding_attention' an object", "all layers turn alike, use another checkpoint"),
        OfLlama(
            "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4, \"truncate\": false}",
            "'rope_scaling.truncate' false", "only true is, use another checkpoint"),
        OfQwen("\"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\"]"),
        OfQwen("\"layer_types\": [\"full_attention\"]"),
        OfQwen("\"layer_types\": [\"full_attention\", \"linear_attention\", \"full_attention\", \"full_attention\"]"),
        new(
            "TG0014",
            Sources.Model($"[Decoder({Argument})]"),
            Argument,
            "config.json: 'rope_scaling' \"yarn\" is not an object; correct the file, or set RotaryScaling",
            Configs.Llama("llama", "\"rope_scaling\": \"yarn\"")),
        new(
            "TG0014",
            Sources.Model($"[Decoder({Argument})]"),
            Argument,
            "config.json: 'rope_scaling.factor' \"4\" is not a finite number; correct the file, or set RotaryFactor",
            Configs.Llama("llama", "\"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": \"4\"}")),
        new(
            "TG0020",
            Sources.Model($"[Decoder({Argument})]"),
            Argument,
            "RotaryFactor is required with RotaryScaling Yarn; set it, or set Config to the model's config.json "
            + "('rope_scaling.factor' is not in config.json, RotaryScaling is from 'rope_scaling.type' of config.json)",
            Configs.Llama("llama", "\"rope_scaling\": {\"type\": \"yarn\"}")),
        new(
            "TG0114",
            Sources.Model($"[Decoder({Argument})]"),
            Argument,
            "HeadCount 4 is not divisible by KeyValueHeadCount 3; use a divisor of HeadCount "
            + "(KeyValueHeadCount is from 'num_key_value_heads' of config.json, HeadCount is from 'num_attention_heads' of config.json)",
            Configs.Llama("llama", "\"num_key_value_heads\": 3")),
        Plain("TG0020", "\"hidden_size\": 768,", "", "ModelDim is required; set it, or set Config to the model's config.json ('hidden_size' is not in config.json)"),
        Plain(
            "TG0100",
            "\"num_hidden_layers\": 12",
            "\"num_hidden_layers\": -1",
            "LayerCount -1 is not in 1 to 1024; set it to the checkpoint's value (LayerCount is from 'num_hidden_layers' of config.json)"),
        Plain(
            "TG0103",
            "\"hidden_size\": 768",
            "\"hidden_size\": 770",
            "ModelDim 770 is not divisible by HeadCount 12; use 768 or 780, or set HeadDim (ModelDim is from 'hidden_size' of config.json, "
            + "HeadCount is from 'num_attention_heads' of config.json)"),
        Plain(
            "TG0104",
            "1e-12",
            "0",
            "NormEpsilon 0 is not above 0 and below 1; usual values are 1e-5, 1e-6 and 1e-12 (NormEpsilon is from 'layer_norm_eps' of config.json)"),
        new(
            "TG0103",
            Sources.Model($"[Encoder({Argument}, HeadCount = 7)]"),
            "HeadCount = 7",
            "ModelDim 768 is not divisible by HeadCount 7; use 763 or 770, or set HeadDim (ModelDim is from 'hidden_size' of config.json)",
            Configs.Read("bert-base")),
        new(
            "TG0106",
            Sources.Model($"[Encoder({Argument}, Head = EncoderHead.TokenClassification)]"),
            "Head = EncoderHead.TokenClassification",
            "Head TokenClassification needs LabelCount; set it to the number of labels of the checkpoint ('num_labels' is not in config.json)",
            Configs.Read("bert-base")),
        new(
            "TG0113",
            Sources.Model($"[Encoder({Argument}, ContextLength = 513)]"),
            "ContextLength = 513",
            "ContextLength 513 with PositionOffset 2 needs 515 rows of the position table, which has 514; use at most 512 "
            + "(PositionOffset is from 'pad_token_id' of config.json, PositionCount is from 'max_position_embeddings' of config.json)",
            Configs.Read("roberta-base")),
        new(
            "TG0014",
            Sources.Model($"[EncoderDecoder({Argument})]"),
            Argument,
            "config.json: 'num_decoder_layers' \"6\" is not a whole number in -2147483648 to 2147483647; correct the file, or set DecoderLayerCount",
            Configs.File("t5-small", "\"d_kv\"", "\"num_decoder_layers\": \"6\", \"d_kv\"").Text),
        new(
            "TG0100",
            Sources.Model($"[EncoderDecoder({Argument})]"),
            Argument,
            "EncoderLayerCount 0 is not in 1 to 1024; set it to the checkpoint's value (EncoderLayerCount is from 'num_layers' of config.json)",
            Configs.File("t5-small", "\"num_layers\": 6", "\"num_layers\": 0").Text),
    ];

    private static DiagnosticCase OfLlama(string member, string found, string fix) => new(
        "TG0016", Sources.Model($"[Decoder({Argument})]"), Argument, $"config.json: {found} is not supported; {fix}", Configs.Llama("llama", member));

    private static DiagnosticCase OfQwen(string layerTypes) => new(
        "TG0016",
        Sources.Model($"[Decoder({Argument})]"),
        Argument,
        "config.json: 'layer_types' an array is not supported; it must have \"full_attention\" or \"sliding_attention\" for each layer, "
        + "the latter at equal distances; use another checkpoint, or set Window",
        Configs.Llama("qwen2", $"\"use_sliding_window\": true, \"sliding_window\": 8, {layerTypes}"));

    private static DiagnosticCase NotJson(string text, string error) => new(
        "TG0013",
        Sources.Model($"[Encoder({Argument})]"),
        Argument,
        $"config.json is not a usable config.json: {error}; restore the file the model was published with",
        text);

    private static DiagnosticCase Invalid(string oldText, string newText, string found, string wanted, string property) => Plain(
        "TG0014", oldText, newText, $"config.json: {found} is not {wanted}; correct the file, or set {property}");

    private static DiagnosticCase ModelType(string oldText, string newText, string found, string fix) => Plain(
        "TG0015", oldText, newText, $"config.json has {found}, and [Encoder] reads bert, roberta, xlm-roberta, camembert, distilbert; {fix}");

    private static DiagnosticCase Plain(string id, string oldText, string newText, string message) => new(
        id, Sources.Model($"[Encoder({Argument})]"), Argument, message, Configs.File("bert-base", oldText, newText).Text);

    private static DiagnosticCase Unsupported(
        string attribute, string config, string oldText, string newText, string found, string fix) => new(
        "TG0016",
        Sources.Model($"[{attribute}({Argument})]"),
        Argument,
        $"config.json: {found} is not supported; {fix}",
        Configs.File(config, oldText, newText).Text);
}
