using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Peers.Llama;

/// <summary>llama.cpp's C interface, loaded at run time: this program builds and starts without it.</summary>
/// <remarks>Functions are called with the types that <c>llama.h</c> and <c>ggml-cpu.h</c> give them.</remarks>
internal sealed unsafe class LlamaLibrary
{
    /// <summary>Environment variable with the folder of the library and of its kernels for each processor.</summary>
    public const string FolderVariable = "LLAMA_CPP_FOLDER";

    private const int ErrorLevel = 4;

    private static string s_lastError = "";

    private readonly nint _handle;
    private readonly nint _processor;

    private LlamaLibrary(nint handle, string folder)
    {
        _handle = handle;
        ((delegate* unmanaged<nint, nint, void>)this["llama_log_set"])((nint)(delegate* unmanaged<int, byte*, nint, void>)&Log, 0);
        using Utf8 path = new(folder);
        ((delegate* unmanaged<byte*, void>)this["ggml_backend_load_all_from_path"])(path);
        ((delegate* unmanaged<void>)this["llama_backend_init"])();
        using Utf8 name = new("CPU");
        _processor = Demand(((delegate* unmanaged<byte*, nint>)this["ggml_backend_reg_by_name"])(name), "no kernels for this processor");
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)this["llama_version"])()) ?? "";
    }

    /// <summary>Version of the library.</summary>
    public string Version { get; }

    public nint this[string function] => NativeLibrary.GetExport(_handle, function);

    /// <summary>Loads the library from the folder in <see cref="FolderVariable"/>.</summary>
    public static bool TryLoad([NotNullWhen(true)] out LlamaLibrary? library)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        string? path = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "libllama.*").FirstOrDefault() : null;
        library = path is not null && NativeLibrary.TryLoad(path, out nint handle) ? new LlamaLibrary(handle, folder!) : null;
        return library is not null;
    }

    /// <summary>A function of the kernels that were chosen for this processor.</summary>
    public nint OfProcessor(string function)
    {
        using Utf8 name = new(function);
        return Demand(((delegate* unmanaged<nint, byte*, nint>)this["ggml_backend_reg_get_proc_address"])(_processor, name), function);
    }

    /// <summary>Turns a null into an exception.</summary>
    public static nint Demand(nint result, string what) =>
        result != 0 ? result : throw new InvalidOperationException($"llama.cpp: {what}: {s_lastError}");

    /// <summary>Turns a status into an exception; zero is success.</summary>
    public static void Check(int status, string what) => Demand(status == 0 ? 1 : 0, $"{what} gave {status}");

    /// <summary>Keeps what went wrong and says nothing of the rest.</summary>
    [UnmanagedCallersOnly]
    private static void Log(int level, byte* text, nint data)
    {
        if (level == ErrorLevel)
        {
            s_lastError = Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
        }
    }
}
