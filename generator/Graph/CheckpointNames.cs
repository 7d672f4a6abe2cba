using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Graph;

/// <summary>What each checkpoint layout calls each tensor: the one table of foreign names.</summary>
/// <remarks>
/// A pattern names a module; <c>{p}</c> stands for weight or bias and is appended where absent; <c>{i}</c> is the layer; <c>|</c> separates
/// alternatives. Sources: the state dictionaries of the Hugging Face and torch.nn classes named in <see cref="CheckpointLayout"/>.
/// </remarks>
internal static class CheckpointNames
{
    /// <summary>
    /// The names that a weight or bias may have in the checkpoint, separated by <c>|</c>; null where the layout has none.
    /// </summary>
    public static string? Find(ModelSpec spec, ModelSide side, TensorRole role, bool isBias)
    {
        string? pattern = UserPattern(spec.Checkpoint, side, role) ?? LayoutPattern(spec, side, role);
        if (pattern is null)
        {
            return null;
        }

        string suffix = isBias ? "bias" : "weight";
        IEnumerable<string> names =
            pattern.Split('|').Select(name => name.Contains("{p}") ? name.Replace("{p}", suffix) : $"{name}.{suffix}");
        return string.Join("|", names);
    }

    /// <summary>
    /// What a checkpoint calls its output matrix, where the model ties that to the token embedding: if the tensor is there all the same, it must
    /// be equal, or the model is not tied and its logits would be wrong.
    /// </summary>
    public static string? TiedOutput(ModelSpec spec) => spec.Head is { IsTied: true }
        ? Find(spec, spec.Family == ModelFamily.EncoderDecoder ? ModelSide.Decoder : ModelSide.Any, TensorRole.HeadOutput, isBias: false)
        : null;

    /// <summary>Prefixes that may stand before every name.</summary>
    public static string[] Prefixes(ModelSpec spec) => spec.Checkpoint.Layout switch
    {
        CheckpointLayout.Bert => ["", "bert."],
        CheckpointLayout.Roberta => ["", "roberta."],
        CheckpointLayout.DistilBert => ["", "distilbert."],
        CheckpointLayout.TorchTransformer => spec.Family == ModelFamily.EncoderDecoder ? ["", "transformer."] : ["", "encoder."],
        CheckpointLayout.Gpt or CheckpointLayout.Gpt2 => ["", "transformer."],
        CheckpointLayout.Llama or CheckpointLayout.Marian or CheckpointLayout.Bart => ["", "model."],
        _ => [""],
    };

    /// <summary>
    /// Tensors that a checkpoint of this layout may hold without the model needing them: buffers, tied copies, heads that were not asked
    /// for.
    /// </summary>
    public static string[] Ignored(CheckpointLayout layout) => layout switch
    {
        CheckpointLayout.Bert => ["*embeddings.position_ids", "cls.*", "*pooler.*", "classifier.*", "qa_outputs.*"],
        CheckpointLayout.Roberta => ["*embeddings.position_ids", "lm_head.*", "*pooler.*", "classifier.*", "qa_outputs.*"],
        CheckpointLayout.DistilBert => ["*embeddings.position_ids", "vocab_*", "pre_classifier.*", "classifier.*", "qa_outputs.*"],
        CheckpointLayout.Gpt => ["*.attn.bias", "position_ids", "lm_head.weight"],
        CheckpointLayout.Llama => ["*rotary_emb.inv_freq", "lm_head.weight"],
        CheckpointLayout.Gpt2 => ["*.attn.bias", "*.attn.masked_bias", "lm_head.weight"],
        CheckpointLayout.T5 => ["*embed_tokens.weight", "lm_head.weight"],

        // Marian's positions are computed: the table is a copy.
        CheckpointLayout.Marian => ["*embed_positions.weight", "*embed_tokens.weight", "lm_head.weight"],
        CheckpointLayout.Bart => ["*embed_tokens.weight", "lm_head.weight", "classification_head.*", "qa_outputs.*", "encoder.version", "decoder.version"],
        _ => [],
    };

    /// <summary>The Conv1D of GPT and GPT-2 stores [in, out]; everybody else [out, in].</summary>
    public static bool StoresInputsFirst(CheckpointLayout layout, TensorRole role) =>
        layout is CheckpointLayout.Gpt or CheckpointLayout.Gpt2
        && role is TensorRole.QueryKeyValue or TensorRole.Query or TensorRole.Key or TensorRole.Value or TensorRole.AttentionOutput
            or TensorRole.FeedForwardUp or TensorRole.FeedForwardDown;

    /// <summary>
    /// Whether query, key and value are one tensor: by layout, unless the user names them one by one, or by a name the user gave.
    /// </summary>
    public static bool HasFusedQueryKeyValue(CheckpointSpec checkpoint, ModelSide side)
    {
        bool namesParts = UserPattern(checkpoint, side, TensorRole.Query) is not null;
        bool namesFused = UserPattern(checkpoint, side, TensorRole.QueryKeyValue) is not null;
        bool storesFused = checkpoint.Layout is CheckpointLayout.Gpt or CheckpointLayout.Gpt2 or CheckpointLayout.TorchTransformer;
        return namesFused || (storesFused && !namesParts);
    }

    /// <summary>Whether query, key and value of cross-attention are one tensor; see <see cref="HasFusedQueryKeyValue"/>.</summary>
    public static bool HasFusedCross(CheckpointSpec checkpoint)
    {
        bool namesParts = UserPattern(checkpoint, ModelSide.Decoder, TensorRole.CrossQuery) is not null;
        bool namesFused = UserPattern(checkpoint, ModelSide.Decoder, TensorRole.CrossQueryKeyValue) is not null;
        return namesFused || (checkpoint.Layout == CheckpointLayout.TorchTransformer && !namesParts);
    }

    private static string? UserPattern(CheckpointSpec checkpoint, ModelSide side, TensorRole role)
    {
        TensorNameSpec? exact = checkpoint.Names.FirstOrDefault(name => name.Role == role && name.Side == side);
        return (exact ?? checkpoint.Names.FirstOrDefault(name => name.Role == role && name.Side == ModelSide.Any))?.Pattern;
    }

    private static string? LayoutPattern(ModelSpec spec, ModelSide side, TensorRole role) => spec.Checkpoint.Layout switch
    {
        CheckpointLayout.Bert => BertHead(spec.EncoderHead, role) ?? Bert(role),
        CheckpointLayout.Roberta => RobertaHead(spec.EncoderHead, role) ?? Bert(role),
        CheckpointLayout.DistilBert => DistilBert(spec.EncoderHead, role),
        CheckpointLayout.TorchTransformer => spec.Family == ModelFamily.EncoderDecoder ? TorchStack(side, role) : Torch(role),
        CheckpointLayout.Gpt => Gpt(role),
        CheckpointLayout.Gpt2 => Gpt2(role),
        CheckpointLayout.Llama => Llama(role),
        CheckpointLayout.T5 => T5(spec, side, role),
        CheckpointLayout.Marian or CheckpointLayout.Bart => Bart(spec, side, role),
        _ => null,
    };

    private static string? Bert(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "embeddings.word_embeddings",
        TensorRole.PositionEmbedding => "embeddings.position_embeddings",
        TensorRole.TokenTypeEmbedding => "embeddings.token_type_embeddings",
        TensorRole.EmbeddingNorm => "embeddings.LayerNorm",
        TensorRole.Query => "encoder.layer.{i}.attention.self.query",
        TensorRole.Key => "encoder.layer.{i}.attention.self.key",
        TensorRole.Value => "encoder.layer.{i}.attention.self.value",
        TensorRole.AttentionOutput => "encoder.layer.{i}.attention.output.dense",
        TensorRole.AttentionNorm => "encoder.layer.{i}.attention.output.LayerNorm",
        TensorRole.FeedForwardUp => "encoder.layer.{i}.intermediate.dense",
        TensorRole.FeedForwardDown => "encoder.layer.{i}.output.dense",
        TensorRole.FeedForwardNorm => "encoder.layer.{i}.output.LayerNorm",
        _ => null,
    };

    private static string? BertHead(EncoderHead head, TensorRole role) => (role, head) switch
    {
        (TensorRole.HeadDense, EncoderHead.MaskedLanguageModel) => "cls.predictions.transform.dense",
        (TensorRole.HeadDense, _) => "pooler.dense",
        (TensorRole.HeadNorm, _) => "cls.predictions.transform.LayerNorm",
        (TensorRole.HeadOutput, EncoderHead.MaskedLanguageModel) => "cls.predictions.decoder.{p}|cls.predictions.{p}",
        (TensorRole.HeadOutput, _) => "classifier",
        _ => null,
    };

    private static string? RobertaHead(EncoderHead head, TensorRole role) => (role, head) switch
    {
        (TensorRole.HeadDense, EncoderHead.MaskedLanguageModel) => "lm_head.dense",
        (TensorRole.HeadDense, EncoderHead.Pooler) => "pooler.dense",
        (TensorRole.HeadDense, _) => "classifier.dense",
        (TensorRole.HeadNorm, _) => "lm_head.layer_norm",
        (TensorRole.HeadOutput, EncoderHead.MaskedLanguageModel) => "lm_head.decoder.{p}|lm_head.{p}",
        (TensorRole.HeadOutput, EncoderHead.SequenceClassification) => "classifier.out_proj",
        (TensorRole.HeadOutput, _) => "classifier",
        _ => null,
    };

    private static string? DistilBert(EncoderHead head, TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "embeddings.word_embeddings",
        TensorRole.PositionEmbedding => "embeddings.position_embeddings",
        TensorRole.EmbeddingNorm => "embeddings.LayerNorm",
        TensorRole.Query => "transformer.layer.{i}.attention.q_lin",
        TensorRole.Key => "transformer.layer.{i}.attention.k_lin",
        TensorRole.Value => "transformer.layer.{i}.attention.v_lin",
        TensorRole.AttentionOutput => "transformer.layer.{i}.attention.out_lin",
        TensorRole.AttentionNorm => "transformer.layer.{i}.sa_layer_norm",
        TensorRole.FeedForwardUp => "transformer.layer.{i}.ffn.lin1",
        TensorRole.FeedForwardDown => "transformer.layer.{i}.ffn.lin2",
        TensorRole.FeedForwardNorm => "transformer.layer.{i}.output_layer_norm",
        TensorRole.HeadDense => head == EncoderHead.MaskedLanguageModel ? "vocab_transform" : "pre_classifier",
        TensorRole.HeadNorm => "vocab_layer_norm",
        TensorRole.HeadOutput => head == EncoderHead.MaskedLanguageModel ? "vocab_projector" : "classifier",
        _ => null,
    };

    private static string? Torch(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "embedding",
        TensorRole.PositionEmbedding => "position_embedding",
        TensorRole.QueryKeyValue => "layers.{i}.self_attn.in_proj_{p}",
        TensorRole.AttentionOutput => "layers.{i}.self_attn.out_proj",
        TensorRole.AttentionNorm => "layers.{i}.norm1",
        TensorRole.FeedForwardUp => "layers.{i}.linear1",
        TensorRole.FeedForwardDown => "layers.{i}.linear2",
        TensorRole.FeedForwardNorm => "layers.{i}.norm2",
        TensorRole.FinalNorm => "norm",
        TensorRole.HeadOutput => "classifier",
        _ => null,
    };

    private static string? TorchStack(ModelSide side, TensorRole role)
    {
        bool isDecoder = side == ModelSide.Decoder;
        string? name = role switch
        {
            TensorRole.CrossQueryKeyValue => "layers.{i}.multihead_attn.in_proj_{p}",
            TensorRole.CrossOutput => "layers.{i}.multihead_attn.out_proj",
            TensorRole.CrossNorm => "layers.{i}.norm2",
            TensorRole.FeedForwardNorm when isDecoder => "layers.{i}.norm3",
            TensorRole.HeadOutput => null,
            _ => Torch(role),
        };
        return name is null ? null : (isDecoder ? "decoder." : "encoder.") + name;
    }

    private static string? Gpt(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "tokens_embed",
        TensorRole.PositionEmbedding => "positions_embed",
        _ => GptLayer(role),
    };

    private static string? Gpt2(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "wte",
        TensorRole.PositionEmbedding => "wpe",
        TensorRole.FinalNorm => "ln_f",
        _ => GptLayer(role),
    };

    private static string? GptLayer(TensorRole role) => role switch
    {
        TensorRole.QueryKeyValue => "h.{i}.attn.c_attn",
        TensorRole.AttentionOutput => "h.{i}.attn.c_proj",
        TensorRole.AttentionNorm => "h.{i}.ln_1",
        TensorRole.FeedForwardUp => "h.{i}.mlp.c_fc",
        TensorRole.FeedForwardDown => "h.{i}.mlp.c_proj",
        TensorRole.FeedForwardNorm => "h.{i}.ln_2",
        TensorRole.HeadOutput => "lm_head",
        _ => null,
    };

    private static string? Llama(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "embed_tokens",
        TensorRole.Query => "layers.{i}.self_attn.q_proj",
        TensorRole.Key => "layers.{i}.self_attn.k_proj",
        TensorRole.Value => "layers.{i}.self_attn.v_proj",
        TensorRole.QueryNorm => "layers.{i}.self_attn.q_norm",
        TensorRole.KeyNorm => "layers.{i}.self_attn.k_norm",
        TensorRole.AttentionOutput => "layers.{i}.self_attn.o_proj",
        TensorRole.AttentionNorm => "layers.{i}.input_layernorm",
        TensorRole.FeedForwardGate => "layers.{i}.mlp.gate_proj",
        TensorRole.FeedForwardUp => "layers.{i}.mlp.up_proj",
        TensorRole.FeedForwardDown => "layers.{i}.mlp.down_proj",
        TensorRole.FeedForwardNorm => "layers.{i}.post_attention_layernorm",
        TensorRole.FinalNorm => "norm",
        TensorRole.HeadOutput => "lm_head",
        _ => null,
    };

    private static string? T5(ModelSpec spec, ModelSide side, TensorRole role)
    {
        bool isGated = (spec.Decoder ?? spec.Encoder)!.IsGated;
        string stack = side == ModelSide.Decoder ? "decoder" : "encoder";
        string feedForward = side == ModelSide.Decoder ? "layer.2" : "layer.1";
        return role switch
        {
            TensorRole.TokenEmbedding => TokenEmbeddingOf(spec, side),
            TensorRole.Query => stack + ".block.{i}.layer.0.SelfAttention.q",
            TensorRole.Key => stack + ".block.{i}.layer.0.SelfAttention.k",
            TensorRole.Value => stack + ".block.{i}.layer.0.SelfAttention.v",
            TensorRole.AttentionOutput => stack + ".block.{i}.layer.0.SelfAttention.o",
            TensorRole.AttentionNorm => stack + ".block.{i}.layer.0.layer_norm",
            TensorRole.RelativeBias => stack + ".block.0.layer.0.SelfAttention.relative_attention_bias",
            TensorRole.CrossQuery => stack + ".block.{i}.layer.1.EncDecAttention.q",
            TensorRole.CrossKey => stack + ".block.{i}.layer.1.EncDecAttention.k",
            TensorRole.CrossValue => stack + ".block.{i}.layer.1.EncDecAttention.v",
            TensorRole.CrossOutput => stack + ".block.{i}.layer.1.EncDecAttention.o",
            TensorRole.CrossNorm => stack + ".block.{i}.layer.1.layer_norm",
            TensorRole.FeedForwardGate => stack + ".block.{i}." + feedForward + ".DenseReluDense.wi_0",
            TensorRole.FeedForwardUp => stack + ".block.{i}." + feedForward + ".DenseReluDense." + (isGated ? "wi_1" : "wi"),
            TensorRole.FeedForwardDown => stack + ".block.{i}." + feedForward + ".DenseReluDense.wo",
            TensorRole.FeedForwardNorm => stack + ".block.{i}." + feedForward + ".layer_norm",
            TensorRole.FinalNorm => stack + ".final_layer_norm",
            TensorRole.HeadOutput => "lm_head",
            _ => null,
        };
    }

    private static string TokenEmbeddingOf(ModelSpec spec, ModelSide side) =>
        spec.SourceVocabularySize is null ? "shared|encoder.embed_tokens|decoder.embed_tokens"
        : side == ModelSide.Encoder ? "encoder.embed_tokens"
        : "decoder.embed_tokens";

    private static string? Bart(ModelSpec spec, ModelSide side, TensorRole role)
    {
        string stack = side == ModelSide.Encoder ? "encoder" : "decoder";
        return role switch
        {
            TensorRole.TokenEmbedding => TokenEmbeddingOf(spec, side),
            TensorRole.PositionEmbedding => stack + ".embed_positions",
            TensorRole.EmbeddingNorm => stack + ".layernorm_embedding",
            TensorRole.Query => stack + ".layers.{i}.self_attn.q_proj",
            TensorRole.Key => stack + ".layers.{i}.self_attn.k_proj",
            TensorRole.Value => stack + ".layers.{i}.self_attn.v_proj",
            TensorRole.AttentionOutput => stack + ".layers.{i}.self_attn.out_proj",
            TensorRole.AttentionNorm => stack + ".layers.{i}.self_attn_layer_norm",
            TensorRole.CrossQuery => stack + ".layers.{i}.encoder_attn.q_proj",
            TensorRole.CrossKey => stack + ".layers.{i}.encoder_attn.k_proj",
            TensorRole.CrossValue => stack + ".layers.{i}.encoder_attn.v_proj",
            TensorRole.CrossOutput => stack + ".layers.{i}.encoder_attn.out_proj",
            TensorRole.CrossNorm => stack + ".layers.{i}.encoder_attn_layer_norm",
            TensorRole.FeedForwardUp => stack + ".layers.{i}.fc1",
            TensorRole.FeedForwardDown => stack + ".layers.{i}.fc2",
            TensorRole.FeedForwardNorm => stack + ".layers.{i}.final_layer_norm",

            // The matrix is lm_head.weight; the bias is a buffer beside it.
            TensorRole.HeadOutput => "final_logits_{p}|lm_head",
            _ => null,
        };
    }
}
