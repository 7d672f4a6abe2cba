using System;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>A zero-terminated string for native code.</summary>
internal sealed unsafe class Utf8(string text) : IDisposable
{
    private readonly nint _text = Marshal.StringToCoTaskMemUTF8(text);

    public static implicit operator byte*(Utf8 text) => (byte*)text._text;

    public void Dispose() => Marshal.FreeCoTaskMem(_text);
}
