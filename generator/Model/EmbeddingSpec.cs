namespace Transformers.Generated.Generator.Model;

/// <summary>How token ids become the first hidden states: scale · token + position + token type, then perhaps a norm.</summary>
/// <param name="Positions">Source of the position vectors.</param>
/// <param name="PositionOffset">Row of the position table that position 0 uses.</param>
/// <param name="PositionCount">
/// Rows of the position table: as the config file says, else ContextLength + PositionOffset; never fewer.
/// </param>
/// <param name="TokenTypeCount">Rows of the token type table, or 0 for none.</param>
/// <param name="HasNorm">Whether the sum is normalised.</param>
/// <param name="Scale">Factor of the token vectors.</param>
internal sealed record EmbeddingSpec(
    PositionEncoding Positions, int PositionOffset, int PositionCount, int TokenTypeCount, bool HasNorm, float Scale);
