using Xunit;

namespace Transformers.Generated.TestSupport;

/// <summary>A fact that needs the folder of third-party test data, and is visibly skipped without it.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the folder is absent.</summary>
    public SharedDataFactAttribute()
    {
        if (TestData.Root is null)
        {
            Skip = $"No test data: set {TestData.Variable} to its folder.";
        }
    }
}
