using System;

namespace StartUp;

/// <summary>The most milliseconds from the start of a process to its first output, for each way to build it.</summary>
internal sealed record StartGoals(int Jit, int ReadyToRun, int Native)
{
    /// <summary>The goal of an image, by the name it has in the table.</summary>
    public int Of(string image) => image switch
    {
        "JIT" => Jit,
        "ReadyToRun" => ReadyToRun,
        "Native AOT" => Native,
        _ => throw new ArgumentException($"the image is {image}; it must be JIT, ReadyToRun or Native AOT"),
    };
}
