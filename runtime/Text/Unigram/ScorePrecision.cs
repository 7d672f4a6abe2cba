namespace Transformers.Generated.Text;

/// <summary>How sums of scores are rounded. Ways of equal probability differ by rounding alone, so this decides between them.</summary>
internal enum ScorePrecision
{
    /// <summary>To 32 bits, as in SentencePiece.</summary>
    Single,

    /// <summary>To 64 bits, as in Hugging Face's tokenizers.</summary>
    Double,
}
