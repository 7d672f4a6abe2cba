using System;
using System.IO;

namespace TestSupport;

/// <summary>The folder of third-party test data, which is not part of this repository.</summary>
public static class TestData
{
    /// <summary>Root of the checkout that the tests run in; null outside of one.</summary>
    public static string? Repository { get; } = FindRepository();

    /// <summary>
    /// The folder that the environment variable TRANSFORMERS_TEST_DATA names, or else <c>shared/data</c> beside the checkout; null where it
    /// is absent.
    /// </summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>A path inside <see cref="Root"/>; only for tests that are skipped without it.</summary>
    public static string Path(params string[] parts)
    {
        string root = Root ?? throw new InvalidOperationException("There is no test data folder; mark the test [SharedDataFact] or [SharedDataTheory].");
        return System.IO.Path.Combine([root, .. parts]);
    }

    private static string? FindRoot()
    {
        string? named = Environment.GetEnvironmentVariable("TRANSFORMERS_TEST_DATA");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        string? beside = Repository is null ? null : System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository, "..", "shared", "data"));
        return Directory.Exists(beside) ? beside : null;
    }

    // The checkout's root is the folder with the solution, above the folder the tests run in.
    private static string? FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Transformers.Generated.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
