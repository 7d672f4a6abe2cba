namespace Transformers.Generated;

/// <summary>Where a block normalises: after the residual sum, or before its sublayer.</summary>
public enum NormPlacement
{
    /// <summary>norm(x + sublayer(x)): the original Transformer, BERT, RoBERTa, DistilBERT.</summary>
    Post,

    /// <summary>x + sublayer(norm(x)), with one more norm after the last layer: GPT-2, T5, Llama.</summary>
    Pre,
}
