namespace Peers.Onnx;

/// <summary>Element types, numbered as <c>TensorProto.DataType</c> and ONNX Runtime's C interface number them.</summary>
internal enum OnnxType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
}
