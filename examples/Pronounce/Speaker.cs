using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated;

namespace Pronounce;

/// <summary>Letters to sounds: a small T5 that was trained on the CMU Pronouncing Dictionary.</summary>
[EncoderDecoder(Config = "model/config.json")]
public sealed partial class Speaker
{
    /// <summary>Every letter, sound and special token with its id.</summary>
    private readonly Dictionary<string, int> _ids = [];

    /// <summary>Loads the model beside the executable.</summary>
    public static Speaker Open()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "model");
        Speaker model = Load(folder);
        using JsonDocument vocabulary = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "vocab.json")));
        foreach (JsonProperty entry in vocabulary.RootElement.EnumerateObject())
        {
            model._ids[entry.Name] = entry.Value.GetInt32();
        }

        return model;
    }

    /// <summary>The likeliest pronunciations of each word, best first.</summary>
    /// <exception cref="ArgumentException">A word has a character that the model does not know.</exception>
    public IReadOnlyList<(string Sounds, double Share)>[] Pronounce(IReadOnlyList<string> words, int best)
    {
        int[][] letters = [.. words.Select(Letters)];
        TokenBatch batch = new([.. letters.SelectMany(word => word)], [.. letters.Select(word => word.Length)]);
        string[] names = [.. _ids.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
        return [.. Search(batch, new GenerationOptions { ReturnCount = best }).Select(found => (IReadOnlyList<(string, double)>)
        [
            // A score is a mean of logarithms: its exponential is the mean share that each sound had.
            .. found.Select(each => (string.Join(' ', each.TokenIds.Select(id => names[id]).Where(name => name[0] != '<')), Math.Exp(each.Score))),
        ])];
    }

    private int[] Letters(string word) =>
        [.. word.ToLowerInvariant().Select(letter => Letter(word, letter)), _ids["</s>"]];

    private int Letter(string word, char letter) => letter is '\'' or (>= 'a' and <= 'z')
        ? _ids[letter.ToString()]
        : throw new ArgumentException($"'{word}' has the character '{letter}'; the model knows the letters a to z and the apostrophe");
}
