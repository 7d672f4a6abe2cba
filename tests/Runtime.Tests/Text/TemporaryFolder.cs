using System;
using System.IO;

namespace Runtime.Tests.Text;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => FullPath = Directory.CreateTempSubdirectory("tokenizer-test-").FullName;

    public string FullPath { get; }

    public string Write(string name, string content)
    {
        string path = Path.Combine(FullPath, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
