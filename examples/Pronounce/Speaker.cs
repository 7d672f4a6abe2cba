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
    /// <exception cref="ArgumentException">A word is empty or has a character that the model does not know.</exception>
    public IReadOnlyList<(string Sounds, double Share)>[] Pronounce(IReadOnlyList<string> words, int best)
    {
        int[][] letters = [.. words.Select(Letters)];
        TokenBatch batch = new([.. letters.SelectMany(word => word)], [.. letters.Select(word => word.Length)]);
        string[] names = [.. Names()];
        return [.. Search(batch, new GenerationOptions { ReturnCount = best }).Select(found => (IReadOnlyList<(string, double)>)
        [
            // A score is a mean of logarithms: its exponential is the mean share that each sound had.
            .. found.Select(each => (string.Join(' ', each.TokenIds.Select(id => names[id]).Where(name => name[0] != '<')), Math.Exp(each.Score))),
        ])];
    }

    /// <summary>Which letters the model looks at for each sound of the likeliest pronunciation of a word.</summary>
    /// <remarks>
    /// The mean of all heads of the last layer but one: in translation, the layer whose attention fits alignments by hand best (Garg et al.,
    /// "Jointly Learning to Align and Translate with Transformer Models", 2019).
    /// </remarks>
    /// <exception cref="ArgumentException">The word is empty or has a character that the model does not know.</exception>
    internal Alignment Align(string word)
    {
        const int Layer = DecoderLayerCount - 2;
        int[] letters = Letters(word);
        TokenBatch source = new(letters, [letters.Length]);
        IReadOnlyList<int> sounds = Search(source, new GenerationOptions { ReturnCount = 1 })[0][0].TokenIds;

        // The query at a position has read the sounds before and chooses the next: position 0, with the start token, the first.
        int[] read = [_ids["<pad>"], .. sounds.SkipLast(1)];
        ActivationRecorder recorder = new(attention: (kind, layer, _) => kind == AttentionKind.Cross && layer == Layer);
        ComputeLogits(source, new TokenBatch(read, [read.Length]), [], [], recorder);
        RecordedAttention[] heads = [.. Enumerable.Range(0, HeadCount).Select(head => recorder.Attention(AttentionKind.Cross, Layer, head))];
        float[][] weights = [.. sounds.Select((_, row) =>
            (float[])[.. letters.Select((_, column) => heads.Average(head => head.Row(row)[column]))])];
        string[] names = [.. Names().Select(name => name == "</s>" ? "end" : name)];
        return new Alignment(word, [.. letters.Select(id => names[id])], [.. sounds.Select(id => names[id])], weights);
    }

    private IEnumerable<string> Names() => _ids.OrderBy(entry => entry.Value).Select(entry => entry.Key);

    private int[] Letters(string word) => word.Length == 0
        ? throw new ArgumentException("a word has no letters")
        : [.. word.ToLowerInvariant().Select(letter => Letter(word, letter)), _ids["</s>"]];

    private int Letter(string word, char letter) => letter is '\'' or (>= 'a' and <= 'z')
        ? _ids[letter.ToString()]
        : throw new ArgumentException($"'{word}' has the character '{letter}'; the model knows the letters a to z and the apostrophe");
}
