namespace Transformers.Generated;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model chose a token of <see cref="GenerationOptions.StopTokens"/>.</summary>
    StopToken,

    /// <summary>The text came to contain one of <see cref="GenerationOptions.StopStrings"/>.</summary>
    StopString,

    /// <summary>There are <see cref="GenerationOptions.MaxNewTokens"/>, or <see cref="GenerationOptions.MaxLength"/>.</summary>
    Length,

    /// <summary>The model can consume no further token.</summary>
    ContextFull,
}
