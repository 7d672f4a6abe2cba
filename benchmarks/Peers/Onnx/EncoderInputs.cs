namespace Peers.Onnx;

/// <summary>Names of inputs and outputs, as exporters write them.</summary>
internal static class EncoderInputs
{
    public const string Ids = "input_ids";
    public const string Types = "token_type_ids";
    public const string Mask = "attention_mask";
    public const string Output = "last_hidden_state";
}
