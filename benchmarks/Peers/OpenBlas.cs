using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>OpenBLAS's product of matrices, loaded at run time if the machine has it.</summary>
internal sealed unsafe class OpenBlas
{
    private const string LibraryName = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _multiply;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint library)
    {
        _multiply = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemm");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        nint text = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_config"))();
        Version = Marshal.PtrToStringUTF8(text)?.Trim() ?? "";
    }

    /// <summary>Version, and the kernels it chose for this processor.</summary>
    public string Version { get; }

    public static bool TryLoad([NotNullWhen(true)] out OpenBlas? library)
    {
        if (OperatingSystem.IsLinux())
        {
            // Read when the library is loaded, from the C environment, which .NET's own does not reach. Kernels are those for this
            // processor; idle threads spin for 2^20 clock ticks and not 2^26, which would take a core from the next side of the comparison.
            Unset("OPENBLAS_CORETYPE");
            Set("OPENBLAS_THREAD_TIMEOUT", "20", 1);
        }

        library = NativeLibrary.TryLoad(LibraryName, out nint handle) ? new OpenBlas(handle) : null;
        return library is not null;
    }

    public void SetThreads(int count) => _setThreads(count);

    /// <summary>y = x · w   x: [rows, k]   w: [k, n], or [n, k] if transposed   y: [rows, n]</summary>
    public void Multiply(int rows, int n, int k, float* x, float* w, bool isTransposed, float* y) => _multiply(
        RowMajor, Plain, isTransposed ? Transposed : Plain, rows, n, k, 1f, x, k, w, isTransposed ? k : n, 0f, y, n);

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int Set([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv")]
    private static extern int Unset([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
