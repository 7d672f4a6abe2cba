namespace Transformers.Generated;

/// <summary>A token that may stand in place of a mask.</summary>
/// <param name="Token">The token as the vocabulary spells it.</param>
/// <param name="TokenId">Its id.</param>
/// <param name="Probability">0 to 1, over the whole vocabulary.</param>
/// <param name="Text">The text with this mask filled in; other masks are left.</param>
public readonly record struct MaskCandidate(string Token, int TokenId, float Probability, string Text);
