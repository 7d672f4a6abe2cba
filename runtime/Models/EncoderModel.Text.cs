using System;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>From text to vectors.</content>
public abstract partial class EncoderModel
{
    /// <summary>
    /// The tokenizer that text goes through: <see cref="LoadOptions.Tokenizer"/>, or else the one in the model's folder, which is loaded
    /// when it is first needed. Get it once after loading the model, and the first text does not wait for it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none, or it has more tokens than the model; the message says what was looked
    /// for.</exception>
    /// <exception cref="System.IO.InvalidDataException">Its files are damaged, or ask for something that is not supported.</exception>
    public ITokenizer Tokenizer => Folder.Tokenizer;

    /// <summary>Turns a text into a vector whose direction says what the text means.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Pooling, length of the vector, truncation; null for the defaults: mean over tokens, length 1, no
    /// truncation.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>[ModelDim] the vector.</returns>
    /// <exception cref="ArgumentException">The text has too many tokens, or the model cannot pool so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public float[] Embed(string text, EmbedOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        float[] embedding = new float[Definition.ModelDim];
        Embed(text.AsSpan(), embedding, options, cancellationToken);
        return embedding;
    }

    /// <summary>Turns a text into a vector, without allocating memory once texts of its length have been seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Receives [ModelDim].</param>
    /// <param name="options">Pooling, length of the vector, truncation; null for the defaults: mean over tokens, length 1, no
    /// truncation.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The text has too many tokens, the destination another size, or the model cannot pool
    /// so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public void Embed(
        ReadOnlySpan<char> text, Span<float> destination, EmbedOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= EmbedOptions.Default;
        CheckDestination(destination.Length, 1, Definition.ModelDim, "embeddings");
        RunText(new TextInput(text), RowsOf(options), options, destination, cancellationToken);
        if (options.Normalize)
        {
            ScoreMath.Normalize(destination);
        }
    }

    /// <summary>Turns many texts into vectors, in batches. Each vector is the same to the last bit as that of its text alone.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Pooling, length of vectors, truncation, batch size; null for the defaults: mean over tokens, length 1, no
    /// truncation.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>A vector [ModelDim] for each text, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">A text is null or has too many tokens, or the model cannot pool so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public float[][] Embed(
        IReadOnlyList<string> texts,
        EmbedOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= EmbedOptions.Default;
        TextList list = new(texts);
        float[][] embeddings = new float[list.Count][];
        EmbeddingReceiver receiver = new(embeddings, options.Normalize);
        RunTexts(list, RowsOf(options), Definition.ModelDim, options, ref receiver, progress, cancellationToken);
        return embeddings;
    }

    /// <summary>Turns many texts into vectors, in batches. Each vector is the same to the last bit as that of its text alone.</summary>
    /// <param name="texts">N texts.</param>
    /// <param name="destination">Receives [N, ModelDim], in the order of the texts; after an exception some rows may be written.</param>
    /// <param name="options">Pooling, length of vectors, truncation, batch size; null for the defaults: mean over tokens, length 1, no
    /// truncation.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">A text is null or has too many tokens, the destination another size, or the model cannot pool
    /// so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public void Embed(
        IReadOnlyList<string> texts,
        Span<float> destination,
        EmbedOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= EmbedOptions.Default;
        TextList list = new(texts);
        CheckDestination(destination.Length, list.Count, Definition.ModelDim, "embeddings");
        EmbeddingSpanReceiver receiver = new(destination, options.Normalize);
        RunTexts(list, RowsOf(options), Definition.ModelDim, options, ref receiver, progress, cancellationToken);
    }

    private EncoderRows RowsOf(EmbedOptions options)
    {
        Pooling pooling = options.Pooling ?? Folder.Pooling;
        return pooling switch
        {
            Pooling.Mean => EncoderRows.Mean,
            Pooling.First => EncoderRows.First,
            Pooling.Pooler when this is PooledEncoder => EncoderRows.Head,
            Pooling.Pooler => throw new ArgumentException(
                $"Pooling.Pooler needs BERT's pooler, which {Definition.Name} does not load; declare it with Head = EncoderHead.Pooler"),
            _ => throw new ArgumentException($"Pooling {(int)pooling} is not one of Mean, First, Pooler"),
        };
    }
}
