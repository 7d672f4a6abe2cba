namespace Transformers.Generated.Text;

/// <summary>The types of pieces, numbered as in SentencePiece's files.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
