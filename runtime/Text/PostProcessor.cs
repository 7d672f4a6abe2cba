using System;

namespace Transformers.Generated.Text;

/// <summary>Puts one or two encoded texts and the model's special tokens in order, and truncates the texts.</summary>
/// <remarks>In each template every text stands exactly once; the readers of files see to that.</remarks>
internal sealed class PostProcessor
{
    private readonly TemplateStep[] _single;
    private readonly TemplateStep[] _pair;
    private readonly OffsetTrimming? _trimming;
    private readonly Vocabulary _vocabulary;

    public PostProcessor(PostProcessorDefinition definition, Vocabulary vocabulary)
    {
        _single = [.. definition.Single];
        _pair = [.. definition.Pair];
        _trimming = definition.Trimming;
        _vocabulary = vocabulary;
    }

    public void Encode(ITextEncoder encoder, ReadOnlySpan<char> text, TokenizerOutput output, EncodeOptions options) =>
        Encode(encoder, _single, text, default, isPair: false, output, options);

    public void EncodePair(
        ITextEncoder encoder, ReadOnlySpan<char> first, ReadOnlySpan<char> second, TokenizerOutput output, EncodeOptions options) =>
        Encode(encoder, _pair, first, second, isPair: true, output, options);

    private void Encode(
        ITextEncoder encoder, TemplateStep[] template, ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool isPair,
        TokenizerOutput output, EncodeOptions options)
    {
        int budget = TextBudget(template, options);
        output.Clear();
        Span<int> starts = stackalloc int[2];
        Span<int> counts = stackalloc int[2];
        counts.Clear();
        foreach (TemplateStep step in template)
        {
            if (!step.IsSpecial)
            {
                // One text never needs more than one token beyond its budget; of two, either may turn out to be the longer one.
                starts[step.TextIndex] = output.Count;
                int enough = isPair ? int.MaxValue : (int)Math.Min(int.MaxValue, (long)output.Count + budget + 1);
                ReadOnlySpan<char> text = step.TextIndex == 0 ? first : second;
                encoder.EncodeText(text, new EncodeTarget(output, step.TypeId, (sbyte)step.TextIndex, enough));
                _trimming?.Apply(text, output, starts[step.TextIndex], _vocabulary);
                counts[step.TextIndex] = output.Count - starts[step.TextIndex];
            }
            else if (options.AddSpecialTokens)
            {
                output.Add(step.TokenId, 0, 0, step.TypeId, textIndex: -1);
            }
        }

        TextLengths lengths = new(counts[0], counts[1]);
        TextLengths kept = Truncation.Fit(lengths, budget, options.Truncation, isPair);
        output.Truncated = kept != lengths;
        for (int i = template.Length - 1; i >= 0; i--) // from the back, so that the starts before stay right
        {
            if (!template[i].IsSpecial)
            {
                int index = template[i].TextIndex;
                DropEnd(output, starts[index], counts[index], index == 0 ? kept.First : kept.Second);
            }
        }
    }

    private static void DropEnd(TokenizerOutput output, int start, int length, int kept)
    {
        if (kept < length)
        {
            output.RemoveRange(start + kept, length - kept);
        }
    }

    private static int TextBudget(TemplateStep[] template, EncodeOptions options)
    {
        if (options.MaxLength is not { } maxLength)
        {
            return int.MaxValue;
        }

        int special = 0;
        foreach (TemplateStep step in template)
        {
            special += step.IsSpecial && options.AddSpecialTokens ? 1 : 0;
        }

        if (maxLength < special)
        {
            throw new ArgumentException(
                $"MaxLength {maxLength} is below the {special} special tokens of every input; raise it or set AddSpecialTokens to false.", nameof(options));
        }

        return maxLength - special;
    }
}
