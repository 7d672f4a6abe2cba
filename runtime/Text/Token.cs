namespace Transformers.Generated.Text;

/// <summary>One token of an encoded text.</summary>
/// <param name="Id">The token's id in the vocabulary.</param>
/// <param name="Start">Where its characters begin, in UTF-16 units of the original text; 0 for a special token.</param>
/// <param name="End">Where they end (exclusive); 0 for a special token.</param>
/// <param name="TypeId">The segment the token belongs to (<c>token_type_ids</c>), an input of BERT-like models.</param>
/// <param name="TextIndex">0 for the first text, 1 for the second, -1 for a special token that stands for no text.</param>
public readonly record struct Token(int Id, int Start, int End, int TypeId, int TextIndex)
{
    /// <summary>
    /// Whether the tokenizer put this token around the text, as it does with <c>[CLS]</c> (<c>special_tokens_mask</c>). A <c>[MASK]</c>
    /// written in the text itself is not special in this sense.
    /// </summary>
    public bool IsSpecial => TextIndex < 0;
}
