namespace Transformers.Generated.Text;

/// <summary>The spelling of the tokens that have a role, as far as <c>tokenizer_config.json</c> tells; null where it does not.</summary>
internal sealed record SpecialTokenNames
{
    public static SpecialTokenNames Unnamed { get; } = new();

    public string? Unknown { get; init; }

    public string? Cls { get; init; }

    public string? Sep { get; init; }

    public string? Pad { get; init; }

    public string? Mask { get; init; }
}
