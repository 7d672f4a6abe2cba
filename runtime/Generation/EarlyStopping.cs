namespace Transformers.Generated;

/// <summary>When beam search ends for a source that has as many finished hypotheses as beams (<c>early_stopping</c>).</summary>
public enum EarlyStopping
{
    /// <summary>
    /// Once the best open beam, at its present length, scores no better than the worst finished hypothesis (<c>false</c>, the default).
    /// Where the length penalty is positive, a longer continuation might still have won.
    /// </summary>
    WhenUnlikely,

    /// <summary>At once (<c>true</c>): the fastest.</summary>
    WhenFull,

    /// <summary>Once no continuation of an open beam can win, whatever its length (<c>"never"</c>): the most thorough.</summary>
    Never,
}
