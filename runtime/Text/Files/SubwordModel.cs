namespace Transformers.Generated.Text;

/// <summary>A model as a file describes it.</summary>
/// <param name="Tokens">Its vocabulary.</param>
/// <param name="Stage">What makes tokens of words.</param>
/// <param name="UnknownToken">The token for what cannot be spelled; null where there is none.</param>
internal sealed record SubwordModel(TokenTable Tokens, PieceStage Stage, string? UnknownToken);
