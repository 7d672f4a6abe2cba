using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Removes blanks before punctuation and English contractions, while the text is still coming
/// (<c>clean_up_tokenization_spaces</c> of <c>tokenizer_config.json</c>).
/// </summary>
/// <remarks>
/// Each pattern is replaced in all of the text before the next one is looked for, as in Hugging Face's function of that name. So each is a
/// filter of its own, which holds back a beginning of its pattern, and they stand in a row.
/// </remarks>
internal sealed class SpaceCleanup
{
    private static readonly string[] s_patterns = [" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're"];

    private readonly int[] _matched = new int[s_patterns.Length]; // how much of each pattern is held back

    public void Reset() => Array.Clear(_matched);

    public void Append(ReadOnlySpan<char> text, DecodedText clean)
    {
        foreach (char unit in text)
        {
            Push(0, unit, clean);
        }
    }

    /// <summary>Writes what is held back, there being no more text.</summary>
    public void Finish(DecodedText clean)
    {
        for (int filter = 0; filter < s_patterns.Length; filter++)
        {
            int held = _matched[filter];
            _matched[filter] = 0;
            foreach (char unit in s_patterns[filter].AsSpan(0, held))
            {
                Push(filter + 1, unit, clean);
            }
        }
    }

    private void Push(int filter, char unit, DecodedText clean)
    {
        if (filter == s_patterns.Length)
        {
            clean.Append(unit);
            return;
        }

        string pattern = s_patterns[filter];
        ref int matched = ref _matched[filter];
        while (matched > 0 && pattern[matched] != unit)
        {
            // Patterns begin with a blank, and only " ' " has another, its last: so nothing of what is held back can begin a match.
            int held = matched;
            matched = 0;
            foreach (char released in pattern.AsSpan(0, held))
            {
                Push(filter + 1, released, clean);
            }
        }

        if (pattern[matched] != unit)
        {
            Push(filter + 1, unit, clean);
            return;
        }

        matched++;
        if (matched == pattern.Length)
        {
            matched = 0;
            foreach (char kept in pattern.AsSpan().Trim(' '))
            {
                Push(filter + 1, kept, clean);
            }
        }
    }
}
