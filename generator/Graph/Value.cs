namespace Transformers.Generated.Generator.Graph;

/// <summary>What the rows of a value stand for; their number is known only at run time.</summary>
internal enum RowSpace
{
    /// <summary>Tokens read by the encoder.</summary>
    Source,

    /// <summary>Tokens read by the decoder.</summary>
    Target,

    /// <summary>Rows of the last hidden states that a head computes.</summary>
    Chosen,

    /// <summary>One row for each sequence.</summary>
    Sequences,
}

/// <summary>An edge of the graph: a matrix [rows, columns] of float32.</summary>
internal sealed record Value(string Name, RowSpace Rows, int Columns)
{
    public override string ToString() => $"{Name} [{Symbol}, {Columns}]";

    private string Symbol => Rows switch
    {
        RowSpace.Source => "T",
        RowSpace.Target => "T'",
        RowSpace.Chosen => "R",
        _ => "B",
    };
}
