using Xunit;

namespace Transformers.Generated.TestSupport;

/// <summary>A theory that needs the folder of third-party test data, and is visibly skipped without it.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where the folder is absent.</summary>
    public SharedDataTheoryAttribute()
    {
        if (TestData.Root is null)
        {
            Skip = $"No test data: set {TestData.Variable} to its folder.";
        }
    }
}
