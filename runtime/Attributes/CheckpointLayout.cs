namespace Transformers.Generated;

/// <summary>
/// The tensor names and weight orientation a checkpoint uses. Single names can be replaced with <see cref="TensorNameAttribute"/>.
/// </summary>
public enum CheckpointLayout
{
    /// <summary>Hugging Face <c>BertModel</c> and its heads; the prefix <c>bert.</c> may be absent.</summary>
    Bert,

    /// <summary>Hugging Face <c>RobertaModel</c> and its heads (<c>roberta.</c>).</summary>
    Roberta,

    /// <summary>Hugging Face <c>DistilBertModel</c> and its heads (<c>distilbert.</c>).</summary>
    DistilBert,

    /// <summary>
    /// <c>torch.nn.TransformerEncoder</c> and <c>torch.nn.Transformer</c>: fused <c>in_proj_weight</c>, <c>linear1</c>, <c>linear2</c>,
    /// <c>norm1</c>, <c>norm2</c>, <c>norm3</c>. They begin behind the embeddings: what is before and after them has a
    /// <see cref="TensorNameAttribute"/> each.
    /// </summary>
    TorchTransformer,

    /// <summary>Hugging Face <c>OpenAIGPTModel</c>, the first GPT: <c>Conv1D</c> weights stored [in, out].</summary>
    Gpt,

    /// <summary>Hugging Face <c>GPT2Model</c>: <c>Conv1D</c> weights stored [in, out].</summary>
    Gpt2,

    /// <summary>
    /// Hugging Face <c>LlamaModel</c>, and <c>MistralModel</c>, <c>Qwen2Model</c>, <c>Qwen3Model</c>, which name tensors alike.
    /// </summary>
    Llama,

    /// <summary>Hugging Face <c>T5Model</c>.</summary>
    T5,

    /// <summary>Hugging Face <c>MarianMTModel</c>: the translation models of OPUS-MT.</summary>
    Marian,

    /// <summary>Hugging Face <c>BartForConditionalGeneration</c>.</summary>
    Bart,

    /// <summary>No names are known: each tensor the model uses is given by a <see cref="TensorNameAttribute"/>.</summary>
    Custom,
}
