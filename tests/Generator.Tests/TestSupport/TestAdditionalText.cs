using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Generator.Tests.TestSupport;

/// <summary>An additional file in memory that counts how often it is opened; a null text stands for a file that cannot be.</summary>
internal sealed class TestAdditionalText(string path, string? text) : AdditionalText
{
    private int _readCount;

    public override string Path { get; } = path;

    public int ReadCount => _readCount;

    public override SourceText? GetText(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _readCount);
        return text is null ? null : SourceText.From(text, Encoding.UTF8);
    }
}
