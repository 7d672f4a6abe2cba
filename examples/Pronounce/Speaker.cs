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

    /// <summary>Which letters the model looks at for each sound of the likeliest pronunciation of a word.</summary>
    /// <remarks>LAB</remarks>
    /// <exception cref="ArgumentException">The word is empty or has a character that the model does not know.</exception>
    internal Alignment Align(string word, Func<int, int, bool>? lab = null)
    {
        int[] letters = Letters(word);
        TokenBatch source = new(letters, [letters.Length]);
        IReadOnlyList<int> sounds = Search(source, new GenerationOptions { ReturnCount = 1 })[0][0].TokenIds;

        // The query at a position has read the sounds before and chooses the next: position 0, with the start token, the first.
        int[] read = [_ids["<pad>"], .. sounds.SkipLast(1)];
        ActivationRecorder recorder = new(attention: (kind, layer, head) => kind == AttentionKind.Cross);
        ComputeLogits(source, new TokenBatch(read, [read.Length]), [], [], recorder);
        float[][] weights = [.. sounds.Select(_ => new float[letters.Length])];
        (int, int)[] heads = [.. Enumerable.Range(0, DecoderLayerCount * HeadCount).Select(i => (i / HeadCount, i % HeadCount)).Where(pair => lab?.Invoke(pair.Item1, pair.Item2) ?? true)];
        foreach ((int layer, int head) in heads)
        {
            RecordedAttention attention = recorder.Attention(AttentionKind.Cross, layer, head);
            for (int i = 0; i < attention.QueryCount; i++)
            {
                for (int j = 0; j < attention.KeyCount; j++)
                {
                    weights[i][j] += attention.Row(i)[j] / heads.Length;
                }
            }
        }

        string[] names = [.. _ids.OrderBy(entry => entry.Value).Select(entry => entry.Key == "</s>" ? "end" : entry.Key)];
        return new Alignment(word, [.. letters.Select(id => names[id])], [.. sounds.Select(id => names[id])], weights);
    }

    private int[] Letters(string word) =>
        [.. word.ToLowerInvariant().Select(letter => Letter(word, letter)), _ids["</s>"]];

    private int Letter(string word, char letter) => letter is '\'' or (>= 'a' and <= 'z')
        ? _ids[letter.ToString()]
        : throw new ArgumentException($"'{word}' has the character '{letter}'; the model knows the letters a to z and the apostrophe");
}
