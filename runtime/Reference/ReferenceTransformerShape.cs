namespace Transformers.Generated.Reference;

/// <summary>What a <see cref="ReferenceTransformer"/> computes.</summary>
/// <param name="ModelDim">d_model.</param>
/// <param name="HeadCount">h.</param>
/// <param name="EncoderLayerCount">N of the encoder.</param>
/// <param name="DecoderLayerCount">N of the decoder.</param>
internal sealed record ReferenceTransformerShape(int ModelDim, int HeadCount, int EncoderLayerCount, int DecoderLayerCount)
{
    /// <summary>Where the blocks normalise.</summary>
    internal ReferenceNormPlacement NormPlacement { get; init; } = ReferenceNormPlacement.Post;

    /// <summary>The activation of the feed-forward layers.</summary>
    internal ReferenceActivation Activation { get; init; } = ReferenceActivation.Relu;

    /// <summary>How positions enter: by sines and cosines, in the order of the paper unless told otherwise, or not at all.</summary>
    internal ReferencePositionKind Positions { get; init; } = ReferencePositionKind.SinusoidalInterleaved;

    /// <summary>The position of the first token of each side.</summary>
    internal int FirstPosition { get; init; }

    /// <summary>The factor of the token embeddings: √ModelDim in the paper.</summary>
    internal double EmbeddingScale { get; init; } = 1;

    /// <summary>ε of every norm.</summary>
    internal double Epsilon { get; init; } = 1e-5;
}
