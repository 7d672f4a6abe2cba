using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>The templates as a file spells them: with token ids that are still to be compared with the vocabulary.</summary>
/// <param name="Single">The steps for one text.</param>
/// <param name="Pair">The steps for two texts.</param>
/// <param name="Tokens">The special tokens of both: where the file says so, what they are called, and the id it claims.</param>
internal sealed record PostProcessorDefinition(
    IReadOnlyList<TemplateStep> Single, IReadOnlyList<TemplateStep> Pair, IReadOnlyList<PostProcessorToken> Tokens)
{
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
}
