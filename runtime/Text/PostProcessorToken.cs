namespace Transformers.Generated.Text;

/// <summary>
/// A special token as a template names it: at <paramref name="Path"/> in its file, <paramref name="Content"/> with the id
/// <paramref name="Id"/>.
/// </summary>
internal sealed record PostProcessorToken(string Path, string Content, int Id);
