using System;
using System.Collections.Generic;
using System.Threading;

namespace Transformers.Generated;

/// <content>From text to labels.</content>
public abstract partial class SequenceClassifier
{
    /// <summary>[LabelCount] names of the labels: <c>id2label</c> of the folder's config.json, or LABEL_0, LABEL_1, ...</summary>
    /// <exception cref="System.IO.InvalidDataException">config.json is damaged, or has another number of labels than the model.</exception>
    public IReadOnlyList<string> Labels => Array.AsReadOnly(Folder.Labels.Names);

    /// <summary>Says which label a text has.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The most likely label, and the scores of all.</returns>
    /// <exception cref="ArgumentException">The text has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public Classification Classify(string text, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Classify(new TextInput(text), options, cancellationToken);
    }

    /// <summary>Says which label a pair of texts has: premise and hypothesis, or query and passage.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="options">Truncation; null for the defaults: a pair that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>
    /// The most likely label, and the scores of all. A reranker has one label; its score is <see cref="Classification.Logit"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The pair has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public Classification Classify(string first, string second, TextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Classify(new TextInput(first, second), options, cancellationToken);
    }

    /// <summary>Computes the probabilities of a text's labels, without allocating memory once texts of its length have been seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="probabilities">Receives [LabelCount].</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The text has too many tokens, or the destination another size.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public void Classify(
        ReadOnlySpan<char> text, Span<float> probabilities, TextOptions? options = null, CancellationToken cancellationToken = default) =>
        Classify(new TextInput(text), probabilities, options, cancellationToken);

    /// <summary>Computes the probabilities of a pair's labels, without allocating memory once pairs of its length have been seen.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="probabilities">Receives [LabelCount].</param>
    /// <param name="options">Truncation; null for the defaults: a pair that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The pair has too many tokens, or the destination another size.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public void Classify(
        ReadOnlySpan<char> first,
        ReadOnlySpan<char> second,
        Span<float> probabilities,
        TextOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Classify(new TextInput(first, second), probabilities, options, cancellationToken);

    /// <summary>
    /// Says which label each of many texts has, in batches. Each result is the same to the last bit as that of its text alone.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Truncation and batch size; null for the defaults.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>One result for each text, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">A text is null or has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public Classification[] Classify(
        IReadOnlyList<string> texts,
        TextOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default) =>
        Classify(new TextList(texts), options, progress, cancellationToken);

    /// <summary>
    /// Says which label each of many pairs has, in batches. Each result is the same to the last bit as that of its pair alone.
    /// </summary>
    /// <param name="pairs">The pairs, such as one query with many passages.</param>
    /// <param name="options">Truncation and batch size; null for the defaults.</param>
    /// <param name="progress">Told how many pairs are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>One result for each pair, in the order of the pairs.</returns>
    /// <exception cref="ArgumentException">A text is null, or a pair has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public Classification[] Classify(
        IReadOnlyList<(string First, string Second)> pairs,
        TextOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default) =>
        Classify(new TextList(pairs), options, progress, cancellationToken);

    private Classification Classify(in TextInput text, TextOptions? options, CancellationToken cancellationToken)
    {
        ModelLabels labels = Folder.Labels;
        float[] logits = new float[Definition.HeadOutputDim];
        RunText(text, EncoderRows.Head, options ?? TextOptions.Default, logits, cancellationToken);
        return new Classification(labels, logits);
    }

    private void Classify(in TextInput text, Span<float> probabilities, TextOptions? options, CancellationToken cancellationToken)
    {
        CheckDestination(probabilities.Length, 1, Definition.HeadOutputDim, "probabilities");
        ModelLabels labels = Folder.Labels;
        RunText(text, EncoderRows.Head, options ?? TextOptions.Default, probabilities, cancellationToken);
        labels.ToProbabilities(probabilities);
    }

    private Classification[] Classify(TextList texts, TextOptions? options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Classification[] classifications = new Classification[texts.Count];
        ClassificationReceiver receiver = new(Folder.Labels, classifications);
        RunTexts(texts, EncoderRows.Head, Definition.HeadOutputDim, options ?? TextOptions.Default, ref receiver, progress, cancellationToken);
        return classifications;
    }
}
