using Xunit;

namespace Transformers.Generated.TestSupport;

<<<<<<< HEAD
/// <summary>A theory that needs the folder of third-party test data, and is visibly skipped without it.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where the folder is absent.</summary>
=======
/// <summary>A theory that reads <see cref="TestData"/> and is skipped, visibly, where that folder is absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Marks the theory, as skipped where there is no data.</summary>
>>>>>>> main
    public SharedDataTheoryAttribute()
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
