namespace Peers.Llama;

/// <summary>Element types, numbered as GGUF numbers them.</summary>
internal enum GgufType
{
    Float32 = 0,
    Float16 = 1,
    BFloat16 = 30,
}
