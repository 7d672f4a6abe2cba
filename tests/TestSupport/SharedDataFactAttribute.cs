using Xunit;

namespace TestSupport;

/// <summary>A fact that reads <see cref="TestData"/> and is skipped, visibly, where that folder is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Marks the fact, as skipped where there is no data.</summary>
    public SharedDataFactAttribute()
    {
        if (TestData.Root is null)
        {
            Skip = "The test data folder is absent (TRANSFORMERS_TEST_DATA, or shared/data beside the checkout).";
        }
    }
}
