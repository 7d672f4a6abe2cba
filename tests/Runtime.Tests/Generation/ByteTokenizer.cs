using System;
using System.Linq;
using System.Text;
using Transformers.Generated.Text;

namespace Runtime.Tests.Generation;

/// <summary>A token for each byte of UTF-8, so that characters span tokens.</summary>
internal sealed class ByteTokenizer : ITokenizer
{
    public int VocabularySize => 256;

    public SpecialTokenIds SpecialTokens { get; } = new();

    public static int[] Ids(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];

    public void Encode(ReadOnlySpan<char> text, TokenizerOutput output, EncodeOptions? options = null)
    {
        output.Clear();
        foreach (int id in Ids(text.ToString()))
        {
            output.Add(new Token(id, 0, 0, 0, 0));
        }
    }

    public void EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second, TokenizerOutput output, EncodeOptions? options = null) =>
        throw new NotSupportedException();

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) =>
        Encoding.UTF8.GetString([.. ids.ToArray().Select(id => checked((byte)id))]);

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => throw new NotSupportedException();

    public string GetToken(int id) => throw new NotSupportedException();
}
