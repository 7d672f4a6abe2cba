namespace Transformers.Generated.Weights;

/// <summary>How far a load has come.</summary>
/// <param name="BytesDone">Bytes of the checkpoint that are read and packed; never decreases from one report to the next.</param>
/// <param name="BytesTotal">Bytes of the checkpoint that the model reads.</param>
/// <param name="Tensor">Name, in the checkpoint, of the tensor that was just worked on.</param>
public readonly record struct LoadProgress(long BytesDone, long BytesTotal, string Tensor);
