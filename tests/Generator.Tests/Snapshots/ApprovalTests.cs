using System;
using System.IO;
using System.Linq;
using Xunit;
using Xunit.Sdk;

namespace Generator.Tests.Snapshots;

/// <summary>The comparison itself: what it says of a changed, a new and a left-over file.</summary>
public sealed class ApprovalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Equal_files_pass_whatever_their_line_ends()
    {
        Approve("a.g.cs", "one\r\ntwo\r\n");

        Match(("a.g.cs", "one\ntwo\n"));
        Assert.Equal(["a.g.cs"], Names());
    }

    [Fact]
    public void Differences_are_shown_and_received_texts_kept_until_they_are_gone()
    {
        Approve("a.g.cs", "one\ntwo\nthree\n");
        Approve("old.g.cs", "");

        string message = Assert.ThrowsAny<XunitException>(() => Match(("a.g.cs", "one\n2\nthree\n"), ("new.g.cs", "n"))).Message;

        Assert.Contains("Texts/a.g.cs:2\n  one\n- two\n- three\n- \n+ 2\n+ three\n+ ", message);
        Assert.Contains("Texts/new.g.cs is not approved yet", message);
        Assert.Contains("Texts/old.g.cs is no longer generated", message);
        Assert.Equal(["a.g.cs", "a.received.g.cs", "new.received.g.cs", "old.g.cs"], Names());
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(Path.Combine(_directory, "Texts", "a.g.cs")));

        File.Delete(Path.Combine(_directory, "Texts", "old.g.cs"));
        Match(("a.g.cs", "one\ntwo\nthree\n"));
        Assert.Equal(["a.g.cs"], Names());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Approve(string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "Texts")).FullName, name), text);

    // The update variable must not reach these comparisons.
    private void Match(params (string Name, string Text)[] files) =>
        Approval.Match("Texts", files, isUpdate: false, Path.Combine(_directory, "Test.cs"));

    private string[] Names() =>
        [.. Directory.GetFiles(Path.Combine(_directory, "Texts")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
