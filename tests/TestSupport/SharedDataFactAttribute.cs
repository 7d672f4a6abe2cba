using Xunit;

namespace Transformers.Generated.TestSupport;

<<<<<<< HEAD
/// <summary>A fact that needs the folder of third-party test data, and is visibly skipped without it.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the folder is absent.</summary>
=======
/// <summary>A fact that reads <see cref="TestData"/> and is skipped, visibly, where that folder is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Marks the fact, as skipped where there is no data.</summary>
>>>>>>> main
    public SharedDataFactAttribute()
    {
        if (TestData.Root is null)
        {
<<<<<<< HEAD
            Skip = $"No test data: set {TestData.Variable} to its folder.";
=======
            Skip = "The test data folder is absent (TRANSFORMERS_TEST_DATA, or shared/data beside the checkout).";
>>>>>>> main
        }
    }
}
