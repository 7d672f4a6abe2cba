using System;
using System.Collections.Generic;

namespace Peers.OnnxRuntime;

/// <summary>A loaded graph. Options as for best speed: all optimizations, arena, memory pattern, waiting threads spin.</summary>
internal sealed unsafe class OrtSession : IDisposable
{
    private const int AllOptimizations = 99;
    private const int Sequential = 0;

    private readonly OrtLibrary _library;
    private readonly nint _session;

    /// <param name="library">ONNX Runtime.</param>
    /// <param name="path">The graph.</param>
    /// <param name="threads">Threads of a run, the caller's included.</param>
    /// <param name="isPacked">Whether it may copy weights into the order that its products of matrices like best.</param>
    /// <param name="stopsSpinning">Whether waiting threads sleep at the end of a run: where another session runs next, they would hold its
    /// cores.</param>
    public OrtSession(OrtLibrary library, string path, int threads, bool isPacked = true, bool stopsSpinning = false)
    {
        _library = library;
        library.Check(((delegate* unmanaged<out nint, nint>)library[OrtFunction.CreateSessionOptions])(out nint options));
        try
        {
            Set(options, OrtFunction.SetSessionGraphOptimizationLevel, AllOptimizations);
            Set(options, OrtFunction.SetSessionExecutionMode, Sequential);
            Set(options, OrtFunction.SetIntraOpNumThreads, threads);
            Set(options, OrtFunction.SetInterOpNumThreads, 1);
            Enable(options, OrtFunction.EnableCpuMemArena);
            Enable(options, OrtFunction.EnableMemPattern);
            Configure(options, "session.intra_op.allow_spinning", "1");
            Configure(options, "session.force_spinning_stop", stopsSpinning ? "1" : "0");
            Configure(options, "session.set_denormal_as_zero", "1");
            Configure(options, "session.disable_prepacking", isPacked ? "0" : "1");
            using Utf8 file = new(path);
            library.Check(((delegate* unmanaged<nint, byte*, nint, out nint, nint>)library[OrtFunction.CreateSession])(
                library.Environment, file, options, out _session));
        }
        finally
        {
            library.Release(OrtFunction.ReleaseSessionOptions, options);
        }
    }

    /// <summary>Computes the outputs, in place.</summary>
    public void Run(IReadOnlyList<OrtTensor> inputs, params IReadOnlyList<OrtTensor> outputs)
    {
        byte** names = stackalloc byte*[inputs.Count + outputs.Count];
        nint* values = stackalloc nint[inputs.Count + outputs.Count];
        for (int i = 0; i < inputs.Count + outputs.Count; i++)
        {
            OrtTensor tensor = i < inputs.Count ? inputs[i] : outputs[i - inputs.Count];
            names[i] = tensor.Name;
            values[i] = tensor.Value;
        }

        _library.Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_library[OrtFunction.Run])(
            _session, 0, names, values, (nuint)inputs.Count, names + inputs.Count, (nuint)outputs.Count, values + inputs.Count));
    }

    public void Dispose() => _library.Release(OrtFunction.ReleaseSession, _session);

    private void Set(nint options, OrtFunction function, int value) =>
        _library.Check(((delegate* unmanaged<nint, int, nint>)_library[function])(options, value));

    private void Enable(nint options, OrtFunction function) =>
        _library.Check(((delegate* unmanaged<nint, nint>)_library[function])(options));

    private void Configure(nint options, string key, string value)
    {
        using Utf8 nativeKey = new(key);
        using Utf8 nativeValue = new(value);
        _library.Check(((delegate* unmanaged<nint, byte*, byte*, nint>)_library[OrtFunction.AddSessionConfigEntry])(options, nativeKey,
            nativeValue));
    }
}
