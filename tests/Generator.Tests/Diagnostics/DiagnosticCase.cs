namespace Generator.Tests.Diagnostics;

/// <summary>A declaration that breaks one rule.</summary>
/// <param name="Id">The diagnostic expected, and no other.</param>
/// <param name="Source">The declaration.</param>
/// <param name="Underlined">The source text it is shown at.</param>
/// <param name="Message">Its whole message.</param>
/// <param name="Config">Text of <c>config.json</c>, or null for no such file.</param>
public sealed record DiagnosticCase(string Id, string Source, string Underlined, string Message, string? Config = null)
{
    /// <summary>Tells the cases apart in the test list.</summary>
    public override string ToString() => $"{Id} {Message}";
}
