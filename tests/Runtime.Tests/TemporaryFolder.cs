using System;
using System.IO;
using System.Text;

namespace Runtime.Tests;

/// <summary>A new empty folder that is deleted at the end of the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal TemporaryFolder() => Root = Directory.CreateTempSubdirectory("runtime-tests-").FullName;

    internal string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    internal string PathOf(string name) => Path.Combine(Root, name);

    internal string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    internal string Write(string name, byte[] content)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
