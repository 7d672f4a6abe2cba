using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>The templates as a file spells them: with token ids that are still to be compared with the vocabulary.</summary>
/// <param name="Single">The steps for one text.</param>
/// <param name="Pair">The steps for two texts.</param>
/// <param name="Tokens">The special tokens of both: where the file says so, what they are called, and the id it claims.</param>
internal sealed record PostProcessorDefinition(
    IReadOnlyList<TemplateStep> Single, IReadOnlyList<TemplateStep> Pair, IReadOnlyList<PostProcessorToken> Tokens)
{
    /// <summary>How offsets are trimmed; null to keep them as they are.</summary>
    public OffsetTrimming? Trimming { get; init; }

    /// <summary>No special tokens; the second text is segment 1.</summary>
    public static PostProcessorDefinition None { get; } = new(
        [TemplateStep.Text(0, typeId: 0)], [TemplateStep.Text(0, typeId: 0), TemplateStep.Text(1, typeId: 1)], []);

    /// <summary><c>[CLS] first [SEP] second [SEP]</c>, the second text and the last token in segment 1.</summary>
    public static PostProcessorDefinition Bert(PostProcessorToken cls, PostProcessorToken sep) => new(
        [TemplateStep.Special(cls.Id, 0), TemplateStep.Text(0, 0), TemplateStep.Special(sep.Id, 0)],
        [
            TemplateStep.Special(cls.Id, 0), TemplateStep.Text(0, 0), TemplateStep.Special(sep.Id, 0),
            TemplateStep.Text(1, 1), TemplateStep.Special(sep.Id, 1),
        ],
        [cls, sep]);

    /// <summary><c>&lt;s&gt; first &lt;/s&gt;&lt;/s&gt; second &lt;/s&gt;</c>, all of it segment 0: RoBERTa's and BART's.</summary>
    public static PostProcessorDefinition Roberta(PostProcessorToken cls, PostProcessorToken sep) => new(
        [TemplateStep.Special(cls.Id, 0), TemplateStep.Text(0, 0), TemplateStep.Special(sep.Id, 0)],
        [
            TemplateStep.Special(cls.Id, 0), TemplateStep.Text(0, 0), TemplateStep.Special(sep.Id, 0), TemplateStep.Special(sep.Id, 0),
            TemplateStep.Text(1, 0), TemplateStep.Special(sep.Id, 0),
        ],
        [cls, sep]);

    /// <summary>A token before each text, one after, either of which may be null; the second text and its tokens are segment 1.</summary>
    public static PostProcessorDefinition Around(PostProcessorToken? before, PostProcessorToken? after)
    {
        List<TemplateStep> single = [];
        List<TemplateStep> pair = [];
        List<PostProcessorToken> tokens = [];
        for (int text = 0; text < 2; text++)
        {
            AddToken(pair, before, text);
            pair.Add(TemplateStep.Text(text, text));
            AddToken(pair, after, text);
            if (text == 0)
            {
                single.AddRange(pair);
            }
        }

        if (before is not null)
        {
            tokens.Add(before);
        }

        if (after is not null)
        {
            tokens.Add(after);
        }

        return new PostProcessorDefinition(single, pair, tokens);
    }

    private static void AddToken(List<TemplateStep> steps, PostProcessorToken? token, int typeId)
    {
        if (token is not null)
        {
            steps.Add(TemplateStep.Special(token.Id, typeId));
        }
    }
}
