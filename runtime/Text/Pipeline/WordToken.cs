namespace Transformers.Generated.Text;

/// <summary>A token of a word by itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Its first UTF-16 unit in the word.</param>
/// <param name="End">The end of its last (exclusive).</param>
internal readonly record struct WordToken(int Id, ushort Start, ushort End)
{
    /// <summary>All three in one number.</summary>
    public long Bits => ((long)Id << 32) | ((long)Start << 16) | End;

    public static WordToken FromBits(long bits) => new((int)(bits >> 32), (ushort)(bits >> 16), (ushort)bits);
}
