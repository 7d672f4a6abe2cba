using System;

namespace Transformers.Generated.Weights;

/// <summary>A checkpoint is damaged, hostile, or does not fit the model. The message names file, tensor, value and rule.</summary>
/// <remarks>
/// Files that cannot be opened at all (absent, no permission) raise the usual exceptions of <see cref="System.IO"/> instead.
/// </remarks>
public sealed class CheckpointException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public CheckpointException()
        : base("The checkpoint is not valid.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is wrong, where, and which rule it breaks.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the exception that revealed the fault.</summary>
    /// <param name="message">What is wrong, where, and which rule it breaks.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
