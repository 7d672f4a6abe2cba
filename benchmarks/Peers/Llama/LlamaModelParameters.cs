using System.Runtime.InteropServices;

namespace Peers.Llama;

/// <summary><c>struct llama_model_params</c>, of which nothing is set here; larger than the library's own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct LlamaModelParameters;
