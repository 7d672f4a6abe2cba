using Xunit;

namespace TestSupport;

/// <summary>A theory that reads <see cref="TestData"/> and is skipped, visibly, where that folder is absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the theory, as skipped where there is no data.</summary>
    public SharedDataTheoryAttribute()
    {
        if (TestData.Root is null)
        {
            Skip = "The test data folder is absent (TRANSFORMERS_TEST_DATA, or shared/data beside the checkout).";
        }
    }
}
