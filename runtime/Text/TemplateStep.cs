namespace Transformers.Generated.Text;

/// <summary>One place in a model's input: a special token, or one of the texts.</summary>
/// <param name="TextIndex">0 or 1: the first or second text stands here; -1: the token <paramref name="TokenId"/> does.</param>
/// <param name="TokenId">The special token's id, where no text stands here.</param>
/// <param name="TypeId">The segment of everything that stands here.</param>
internal readonly record struct TemplateStep(int TextIndex, int TokenId, int TypeId)
{
    public static TemplateStep Text(int textIndex, int typeId) => new(textIndex, -1, typeId);

    public static TemplateStep Special(int tokenId, int typeId) => new(-1, tokenId, typeId);

    public bool IsSpecial => TextIndex < 0;
}
