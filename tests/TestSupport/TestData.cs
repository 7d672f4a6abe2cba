using System;
using System.IO;

namespace Transformers.Generated.TestSupport;

/// <summary>The folder of third-party test data. Tests that need it are marked <see cref="SharedDataFactAttribute"/>.</summary>
public static class TestData
{
    /// <summary>Names the folder; without it, <c>../shared/data</c> beside the checkout root is used.</summary>
    public const string Variable = "TRANSFORMERS_TEST_DATA";

    /// <summary>The folder, or null if this machine does not have it.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A path inside the folder.</summary>
    /// <exception cref="InvalidOperationException">This machine does not have the folder.</exception>
    public static string Path(params string[] parts) => System.IO.Path.Combine(
        [Root ?? throw new InvalidOperationException($"No test data: set {Variable} or mark the test [SharedDataFact]."), .. parts]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? System.IO.Path.GetFullPath(named) : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Transformers.Generated.sln")))
            {
                string data = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
