namespace Peers.Onnx;

/// <summary>Names of what only encoder-decoder graphs take and give.</summary>
internal static class TranslationInputs
{
    /// <summary>[3]: sources, rows of each, ModelDim. All rows of a source read its keys and values together.</summary>
    public const string RowsBySource = "rows_by_source";

    /// <summary>Keys or values of a source: an output of the encoder, an input of the decoder.</summary>
    public static string Cross(string what, int layer) => $"cross_{what}.{layer}";
}
