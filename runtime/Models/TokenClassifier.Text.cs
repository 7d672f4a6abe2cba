using System;
using System.Collections.Generic;
using System.Threading;

namespace Transformers.Generated;

/// <content>From text to labels of its tokens.</content>
public abstract partial class TokenClassifier
{
    /// <summary>[LabelCount] names of the labels: <c>id2label</c> of the folder's config.json, or LABEL_0, LABEL_1, ...</summary>
    /// <exception cref="System.IO.InvalidDataException">config.json is damaged, or has another number of labels than the model.</exception>
    public IReadOnlyList<string> Labels => Array.AsReadOnly(Folder.Labels.Names);

    /// <summary>Gives every token of a text a label.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The tokens in order, without those that the tokenizer puts around the text.</returns>
    /// <exception cref="ArgumentException">The text has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public IReadOnlyList<TokenLabel> Label(string text, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Label(text.AsSpan(), options, cancellationToken);
    }

    /// <inheritdoc cref="Label(string, TextOptions, CancellationToken)"/>
    public IReadOnlyList<TokenLabel> Label(
        ReadOnlySpan<char> text, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<TokenLabel>[] results = new IReadOnlyList<TokenLabel>[1];
        LabelReceiver receiver = new(Folder.Labels, results);
        RunText(new TextInput(text), EncoderRows.Tokens, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, cancellationToken);
        return results[0];
    }

    /// <summary>
    /// Gives every token of many texts a label, in batches. Each result is the same to the last bit as that of its text alone.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Truncation and batch size; null for the defaults.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>For each text, in the order of the texts, its tokens without those that the tokenizer puts around it.</returns>
    /// <exception cref="ArgumentException">A text is null or has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public IReadOnlyList<TokenLabel>[] Label(
        IReadOnlyList<string> texts,
        TextOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        TextList list = new(texts);
        IReadOnlyList<TokenLabel>[] results = new IReadOnlyList<TokenLabel>[list.Count];
        LabelReceiver receiver = new(Folder.Labels, results);
        RunTexts(list, EncoderRows.Tokens, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, progress, cancellationToken);
        return results;
    }

    /// <summary>
    /// Finds what labels name in a text, such as people and places: <see cref="Label(string, TextOptions, CancellationToken)"/>, joined by
    /// <see cref="LabelSpan.Merge"/>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The spans in order; text outside all labels (<c>O</c>) has none.</returns>
    /// <exception cref="ArgumentException">The text has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public IReadOnlyList<LabelSpan> LabelSpans(string text, TextOptions? options = null, CancellationToken cancellationToken = default) =>
        LabelSpan.Merge(Label(text, options, cancellationToken));
}
