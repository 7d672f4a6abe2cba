using System;
using System.Collections.Generic;
using System.Threading;

namespace Transformers.Generated;

/// <content>Filling blanks in text.</content>
public abstract partial class MaskedLanguageModel
{
    /// <summary>
    /// Finds the tokens most likely to stand in place of the one mask in a text, such as "Paris is the [MASK] of France."
    /// </summary>
    /// <param name="text">A text with one mask, spelled as the tokenizer's mask token.</param>
    /// <param name="topK">How many candidates, 1 to VocabularySize.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The candidates, most likely first.</returns>
    /// <exception cref="ArgumentException">The text has no mask or several, or too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, or the tokenizer no mask token.</exception>
    public IReadOnlyList<MaskCandidate> FillMask(
        string text, int topK = 5, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FillMask(text.AsSpan(), topK, options, cancellationToken);
    }

    /// <inheritdoc cref="FillMask(string, int, TextOptions, CancellationToken)"/>
    public IReadOnlyList<MaskCandidate> FillMask(
        ReadOnlySpan<char> text, int topK = 5, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckTopK(topK);
        MaskReceiver receiver = new(Tokenizer, topK, new IReadOnlyList<IReadOnlyList<MaskCandidate>>[1], text) { OneMask = true };
        RunText(new TextInput(text), EncoderRows.Masks, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, cancellationToken);
        return receiver.Results[0][0];
    }

    /// <summary>
    /// Fills the one mask of each of many texts, in batches. Each result is the same to the last bit as that of its text alone.
    /// </summary>
    /// <param name="texts">Texts with one mask each, spelled as the tokenizer's mask token.</param>
    /// <param name="topK">How many candidates for each, 1 to VocabularySize.</param>
    /// <param name="options">Truncation and batch size; null for the defaults.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each text, in the order of the texts, the candidates, most likely first.</returns>
    /// <exception cref="ArgumentException">A text is null, has no mask or several, or too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, or the tokenizer no mask token.</exception>
    public IReadOnlyList<MaskCandidate>[] FillMask(
        IReadOnlyList<string> texts,
        int topK = 5,
        TextOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        TextList list = new(texts);
        CheckTopK(topK);
        MaskReceiver receiver = new(Tokenizer, topK, new IReadOnlyList<IReadOnlyList<MaskCandidate>>[list.Count], list) { OneMask = true };
        RunTexts(list, EncoderRows.Masks, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, progress, cancellationToken);
        return Array.ConvertAll(receiver.Results, masks => masks[0]);
    }

    /// <summary>
    /// Finds the tokens most likely to stand in place of each mask in a text; what stands in the other masks is left open.
    /// </summary>
    /// <param name="text">A text with masks, spelled as the tokenizer's mask token.</param>
    /// <param name="topK">How many candidates for each, 1 to VocabularySize.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each mask, in order, the candidates, most likely first.</returns>
    /// <exception cref="ArgumentException">The text has no mask, or too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, or the tokenizer no mask token.</exception>
    public IReadOnlyList<IReadOnlyList<MaskCandidate>> FillMasks(
        string text, int topK = 5, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckTopK(topK);
        MaskReceiver receiver = new(Tokenizer, topK, new IReadOnlyList<IReadOnlyList<MaskCandidate>>[1], text);
        RunText(new TextInput(text), EncoderRows.Masks, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, cancellationToken);
        return receiver.Results[0];
    }

    private void CheckTopK(int topK)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topK, Tokenizer.VocabularySize);
    }
}
