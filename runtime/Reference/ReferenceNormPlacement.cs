namespace Transformers.Generated.Reference;

/// <summary>Where a block normalises.</summary>
internal enum ReferenceNormPlacement
{
    /// <summary>x = norm(x + sublayer(x)), as in the first transformer and BERT.</summary>
    Post,

    /// <summary>x = x + sublayer(norm(x)), and one norm after the last block.</summary>
    Pre,
}
