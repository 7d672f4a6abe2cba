namespace Transformers.Generated.Text;

/// <summary>The ids of the tokens that have a role; null where a vocabulary has no such token.</summary>
public sealed record SpecialTokenIds
{
    /// <summary>Fills up short rows of a batch (<c>pad_token</c>).</summary>
    public int? Pad { get; init; }

    /// <summary>Stands for what the vocabulary cannot spell (<c>unk_token</c>).</summary>
    public int? Unknown { get; init; }

    /// <summary>Begins a decoder's text (<c>bos_token</c>).</summary>
    public int? Bos { get; init; }

    /// <summary>Ends a generated text (<c>eos_token</c>).</summary>
    public int? Eos { get; init; }

    /// <summary>Begins an encoder's input; its hidden state is the summary (<c>cls_token</c>).</summary>
    public int? Cls { get; init; }

    /// <summary>Ends a text (<c>sep_token</c>).</summary>
    public int? Sep { get; init; }

    /// <summary>The blank to be filled in (<c>mask_token</c>).</summary>
    public int? Mask { get; init; }
}
