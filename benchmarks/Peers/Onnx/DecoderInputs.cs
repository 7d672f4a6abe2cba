namespace Peers.Onnx;

/// <summary>Names of inputs and outputs of decoder graphs.</summary>
internal static class DecoderInputs
{
    public const string Ids = "input_ids";
    public const string Positions = "position_ids";
    public const string LastIndices = "seqlens_k";
    public const string TotalLength = "total_sequence_length";
    public const string Logits = "logits";

    public static string Past(string what, int layer) => $"past_{what}.{layer}";

    public static string Present(string what, int layer) => $"present_{what}.{layer}";
}
