using System;
using Transformers.Generated.Text;

namespace Model.Tests.Generation;

/// <summary>A tokenizer as users write them: the library knows nothing of it but the interface. It acts whenever it decodes.</summary>
internal sealed class ForeignTokenizer(ITokenizer inner, Action? onDecode = null) : ITokenizer
{
    public int VocabularySize => inner.VocabularySize;

    public SpecialTokenIds SpecialTokens => inner.SpecialTokens;

    public void Encode(ReadOnlySpan<char> text, TokenizerOutput output, EncodeOptions? options = null) =>
        inner.Encode(text, output, options);

    public void EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second, TokenizerOutput output, EncodeOptions? options = null) =>
        inner.EncodePair(first, second, output, options);

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        onDecode?.Invoke();
        return inner.Decode(ids, skipSpecialTokens);
    }

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => inner.TryGetId(token, out id);

    public string GetToken(int id) => inner.GetToken(id);
}
