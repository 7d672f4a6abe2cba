namespace Transformers.Generated.Generator.Emit;

/// <summary>One generated file.</summary>
/// <param name="HintName">Its name in the compilation, ending in <c>.g.cs</c>.</param>
/// <param name="Text">Its text, with <c>\n</c> line ends.</param>
internal sealed record SourceFile(string HintName, string Text);
