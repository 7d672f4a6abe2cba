namespace Transformers.Generated.Text;

/// <summary>Which pieces of a text get a blank before them (<c>prepend_scheme</c>).</summary>
internal enum PrefixScheme
{
    /// <summary>None.</summary>
    Never,

    /// <summary>The one at the text's beginning.</summary>
    First,

    /// <summary>All.</summary>
    Always,
}
