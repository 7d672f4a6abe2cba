using System.ComponentModel;

namespace Transformers.Generated.Execution;

/// <summary>What a forward pass computes beyond the last hidden states.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum PassOutput
{
    /// <summary>Nothing more.</summary>
    Hidden,

    /// <summary>The mean over the tokens of each sequence.</summary>
    Mean,

    /// <summary>The model's head, for chosen rows.</summary>
    Head,
}
