using System;

namespace Peers.Llama;

/// <summary>Threads that stay from call to call, as llama.cpp's own programs have them; without, each call would start new ones.</summary>
internal sealed unsafe class LlamaTeam : IDisposable
{
    /// <summary>More than <c>struct ggml_threadpool_params</c> has: 512 flags and a few numbers.</summary>
    private const int ParameterBytes = 1024;

    private readonly LlamaLibrary _library;
    private readonly nint _team;

    public LlamaTeam(LlamaLibrary library, int threads)
    {
        _library = library;
        byte* parameters = stackalloc byte[ParameterBytes];
        ((delegate* unmanaged<byte*, int, void>)library["ggml_threadpool_params_init"])(parameters, threads);
        _team = LlamaLibrary.Demand(((delegate* unmanaged<byte*, nint>)library.OfProcessor("ggml_threadpool_new"))(parameters), "threads");
    }

    public void Attach(nint context) =>
        ((delegate* unmanaged<nint, nint, nint, void>)_library["llama_attach_threadpool"])(context, _team, _team);

    public void Dispose() => ((delegate* unmanaged<nint, void>)_library.OfProcessor("ggml_threadpool_free"))(_team);
}
