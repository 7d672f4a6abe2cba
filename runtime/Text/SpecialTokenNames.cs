using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>The spelling of the tokens that have a role, as far as <c>tokenizer_config.json</c> tells; null where it does not.</summary>
internal sealed record SpecialTokenNames
{
    public static SpecialTokenNames Unnamed { get; } = new();

    public string? Unknown { get; init; }

    public string? Bos { get; init; }

    public string? Eos { get; init; }

    public string? Cls { get; init; }

    public string? Sep { get; init; }

    public string? Pad { get; init; }

    public string? Mask { get; init; }

    /// <summary>These names, and those of <paramref name="others"/> where these have none.</summary>
    public SpecialTokenNames Or(SpecialTokenNames others) => new()
    {
        Unknown = Unknown ?? others.Unknown,
        Bos = Bos ?? others.Bos,
        Eos = Eos ?? others.Eos,
        Cls = Cls ?? others.Cls,
        Sep = Sep ?? others.Sep,
        Pad = Pad ?? others.Pad,
        Mask = Mask ?? others.Mask,
    };

    /// <summary>Those of the tokens that the vocabulary has: they are recognised when written in a text.</summary>
    public List<AddedToken> FindSpecial(TokenTable tokens)
    {
        List<AddedToken> found = [];
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string? name in new[] { Unknown, Bos, Eos, Cls, Sep, Pad, Mask })
        {
            if (name is not null && names.Add(name) && tokens.Find(name) is var id and >= 0)
            {
                found.Add(new AddedToken(name, id) { Special = true });
            }
        }

        return found;
    }
}
