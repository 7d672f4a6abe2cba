using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Text;

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
        ModelLabels labels = Folder.Labels;
        PackedTexts packed = RentPackedText(new TextInput(text), options ?? TextOptions.Default);
        float[] logits = ArrayPool<float>.Shared.Rent(packed.TokenCount * labels.Names.Length);
        try
        {
            Span<float> rows = logits.AsSpan(0, packed.TokenCount * labels.Names.Length);
            ComputeLogits(BatchOf(packed), rows, cancellationToken);
            return ReadLabels(packed.Output, rows, labels);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(logits);
            ReturnPackedTexts(packed);
        }
    }

    /// <summary>Finds what labels name in a text, such as people and places: <see cref="Label"/>, joined by <see cref="LabelSpan.Merge"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Truncation; null for the defaults: a text that is too long is an error.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>The spans in order; text outside all labels (<c>O</c>) has none.</returns>
    /// <exception cref="ArgumentException">The text has too many tokens.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public IReadOnlyList<LabelSpan> LabelSpans(string text, TextOptions? options = null, CancellationToken cancellationToken = default) =>
        LabelSpan.Merge(Label(text, options, cancellationToken));

    private static List<TokenLabel> ReadLabels(TokenizerOutput output, Span<float> logits, ModelLabels labels)
    {
        List<TokenLabel> tokens = new(output.Count);
        Span<int> best = [0];
        for (int index = 0; index < output.Count; index++)
        {
            Token token = output[index];
            if (!token.IsSpecial)
            {
                Span<float> row = logits.Slice(index * labels.Names.Length, labels.Names.Length);
                ScoreMath.FindLargest(row, best);
                labels.ToProbabilities(row);
                tokens.Add(new TokenLabel(token.Start, token.End, labels.Names[best[0]], best[0], row[best[0]], token.Id));
            }
        }

        return tokens;
    }
}
