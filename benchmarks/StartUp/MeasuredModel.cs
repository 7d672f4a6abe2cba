using System;
using Transformers.Generated;

namespace StartUp;

/// <summary>A model whose start is measured.</summary>
/// <param name="Name">What the command line and the page call it.</param>
/// <param name="First">What its user waits for first.</param>
/// <param name="Repeated">What its speed is judged by.</param>
/// <param name="Wanted">When the first output is wanted.</param>
/// <param name="WriteCheckpoint">Writes random weights unless they are there already; returns their path.</param>
/// <param name="Load">Loads a checkpoint.</param>
internal sealed record MeasuredModel(
    string Name, string First, string Repeated, StartGoals Wanted, Func<string> WriteCheckpoint,
    Func<string, LoadOptions, MeasuredWork> Load);
