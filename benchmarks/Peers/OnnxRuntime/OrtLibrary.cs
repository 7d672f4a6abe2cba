using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Peers.OnnxRuntime;

/// <summary>ONNX Runtime's C interface, loaded at run time: this program builds and starts without it.</summary>
/// <remarks>
/// The interface is a table of functions that only ever grows at its end; the indices are places in it (<c>struct OrtApi</c> of
/// <c>onnxruntime_c_api.h</c>). The pointers to functions are called with the types that the header gives them.
/// </remarks>
internal sealed unsafe class OrtLibrary
{
    /// <summary>Environment variable with the path of the library.</summary>
    public const string PathVariable = "ONNXRUNTIME_LIBRARY";

    /// <summary>A version of the interface that has all functions used here.</summary>
    private const uint ApiVersion = 14;

    private const int WarningLevel = 2;

    private readonly nint* _functions;

    private OrtLibrary(nint handle)
    {
        nint* apiBase = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(handle, "OrtGetApiBase"))();
        _functions = ((delegate* unmanaged<uint, nint*>)apiBase[0])(ApiVersion);
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])()) ?? "";
        using Utf8 name = new("peers");
        Check(((delegate* unmanaged<int, byte*, out nint, nint>)this[OrtFunction.CreateEnv])(WarningLevel, name, out nint environment));
        Environment = environment;
    }

    /// <summary>Version of the library.</summary>
    public string Version { get; }

    /// <summary>The one environment; it lives as long as the process.</summary>
    public nint Environment { get; }

    public nint this[OrtFunction function] => _functions[(int)function];

    /// <summary>Loads the library from <see cref="PathVariable"/>, or from where the system finds it.</summary>
    public static bool TryLoad([NotNullWhen(true)] out OrtLibrary? library)
    {
        string path = System.Environment.GetEnvironmentVariable(PathVariable) ?? "libonnxruntime.so.1";
        library = NativeLibrary.TryLoad(path, out nint handle) ? new OrtLibrary(handle) : null;
        return library is not null;
    }

    /// <summary>Turns a status into an exception; null is success.</summary>
    public void Check(nint status)
    {
        if (status != 0)
        {
            string message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)this[OrtFunction.GetErrorMessage])(status)) ?? "";
            Release(OrtFunction.ReleaseStatus, status);
            throw new InvalidOperationException($"ONNX Runtime: {message}");
        }
    }

    public void Release(OrtFunction function, nint instance) => ((delegate* unmanaged<nint, void>)this[function])(instance);
}
