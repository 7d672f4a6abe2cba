using System;
using System.Collections.Generic;
using System.Linq;

namespace Model.Tests.Text;

/// <summary>Texts of many lengths over the words of vocab.txt, the empty one included.</summary>
internal static class Texts
{
    private static readonly string[] s_words = ["paris", "is", "the", "capital", "of", "france", "cats", "reading", "Hello", "ünknown", ".", "a", "moon"];

    public static string[] Make(int count, int seed = 1)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Make(random, random.Next(10)))];
    }

    public static IEnumerable<(string First, string Second)> Pair(IReadOnlyList<string> texts) =>
        texts.Select((text, index) => (text, texts[(index * 7) % texts.Count])).Where(pair => pair.text.Length + pair.Item2.Length < 60);

    private static string Make(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]));
}
