using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>From text to vectors.</content>
public abstract partial class EncoderModel
{
    private readonly SlotPool<PackedTexts> _packedTexts = new();

    /// <summary>
    /// The tokenizer that text goes through: <see cref="LoadOptions.Tokenizer"/>, or else the one in the model's folder, which is loaded when it is
    /// first needed. Get it once after loading the model, and the first text does not wait for it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none, or it has more tokens than the model; the message says what was looked for.</exception>
    /// <exception cref="System.IO.InvalidDataException">Its files are damaged, or ask for something that is not supported.</exception>
    public ITokenizer Tokenizer => Folder.Tokenizer;

    /// <summary>Turns a text into a vector whose direction says what the text means.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Pooling, length of the vector, truncation; null for the defaults: mean over tokens, length 1, no truncation.</param>
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
    /// <param name="options">Pooling, length of the vector, truncation; null for the defaults: mean over tokens, length 1, no truncation.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The text has too many tokens, the destination another size, or the model cannot pool so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public void Embed(ReadOnlySpan<char> text, Span<float> destination, EmbedOptions? options = null, CancellationToken cancellationToken = default)
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
    /// <param name="options">Pooling, length of vectors, truncation, batch size; null for the defaults: mean over tokens, length 1, no truncation.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>A vector [ModelDim] for each text, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">A text is null or has too many tokens, or the model cannot pool so.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public float[][] Embed(
        IReadOnlyList<string> texts, EmbedOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
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
    /// <param name="options">Pooling, length of vectors, truncation, batch size; null for the defaults: mean over tokens, length 1, no truncation.</param>
    /// <param name="progress">Told how many texts are done, after each batch; or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">A text is null or has too many tokens, the destination another size, or the model cannot pool so.</exception>
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

    /// <summary>Tokenizes one text or pair, checks its length and hands it over; to be given back with <see cref="ReturnPackedTexts"/>.</summary>
    private protected PackedTexts RentPackedText(in TextInput text, TextOptions options)
    {
        ITokenizer tokenizer = Tokenizer;
        PackedTexts packed = _packedTexts.Rent();
        packed.Clear();
        try
        {
            Add(packed, tokenizer, text, options, index: null);
            return packed;
        }
        catch
        {
            ReturnPackedTexts(packed);
            throw;
        }
    }

    private protected void ReturnPackedTexts(PackedTexts packed)
    {
        if (packed.IsWorthKeeping)
        {
            _packedTexts.Return(packed);
        }
    }

    /// <summary>The tokens of packed texts as this model takes them.</summary>
    private protected TokenBatch BatchOf(PackedTexts packed) => packed.Batch(hasTokenTypes: Definition.TokenTypeCount > 1);

    /// <summary>Computes the row of one text or pair.</summary>
    private protected void RunText(in TextInput text, TextRows rows, TextOptions options, Span<float> row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PackedTexts packed = RentPackedText(text, options);
        try
        {
            ComputeRows(rows, BatchOf(packed), row, cancellationToken);
        }
        finally
        {
            ReturnPackedTexts(packed);
        }
    }

    /// <summary>Computes the rows of many texts, in batches of about <see cref="TextOptions.BatchTokens"/>.</summary>
    private protected void RunTexts<TReceiver>(
        TextList texts,
        TextRows rows,
        int columns,
        TextOptions options,
        ref TReceiver receiver,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
        where TReceiver : IRowReceiver, allows ref struct
    {
        ITokenizer tokenizer = Tokenizer;
        PackedTexts packed = _packedTexts.Rent();
        float[] buffer = [];
        try
        {
            for (int next = 0; next < texts.Count; next += packed.Count)
            {
                Pack(packed, tokenizer, texts, next, options, cancellationToken);
                int size = checked(packed.Count * columns);
                if (buffer.Length < size)
                {
                    ArrayPool<float>.Shared.Return(buffer);
                    buffer = ArrayPool<float>.Shared.Rent(size);
                }

                ComputeRows(rows, BatchOf(packed), buffer.AsSpan(0, size), cancellationToken);
                receiver.Receive(next, buffer.AsSpan(0, size), columns);
                progress?.Report(next + packed.Count);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
            ReturnPackedTexts(packed);
        }
    }

    /// <summary>Tokenizes texts from <paramref name="first"/> on until they are enough for a batch.</summary>
    private void Pack(PackedTexts packed, ITokenizer tokenizer, TextList texts, int first, TextOptions options, CancellationToken cancellationToken)
    {
        // The text that crosses the line still has to fit into MaxTokens, however long it is.
        int enough = Math.Min(options.BatchTokens, MaxTokens - Math.Min(options.MaxTokens ?? Definition.ContextLength, Definition.ContextLength) + 1);
        packed.Clear();
        for (int index = first; index < texts.Count && (index == first || packed.TokenCount < enough); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(packed, tokenizer, texts[index], options, index);
        }
    }

    private void Add(PackedTexts packed, ITokenizer tokenizer, in TextInput text, TextOptions options, int? index)
    {
        int limit = options.MaxTokens ?? Definition.ContextLength;
        if (limit > Definition.ContextLength)
        {
            throw new ArgumentException(
                $"MaxTokens is {limit}, more than {Definition.Name}.ContextLength = {Definition.ContextLength}; lower it, or leave it null");
        }

        packed.Tokenize(tokenizer, text, options.Truncate ? limit : null);
        int count = packed.Output.Count;
        if (count > limit)
        {
            string which = (index is null ? "the text" : $"text {index}") + (text.IsPair ? " with its partner" : "");
            string rule = options.MaxTokens is null ? $"{Definition.Name}.ContextLength = {limit}" : $"MaxTokens = {limit}";
            throw new ArgumentException($"{which} has {count} tokens, more than {rule}; shorten or split it, or set Truncate to cut it off");
        }

        packed.Append();
    }

    private void ComputeRows(TextRows rows, in TokenBatch batch, Span<float> destination, CancellationToken cancellationToken)
    {
        switch (rows)
        {
            case TextRows.Mean:
                EncodeMean(batch, destination, cancellationToken);
                break;
            case TextRows.First:
                EncodeFirst(batch, destination, cancellationToken);
                break;
            default:
                RunHeadOnFirstTokens(batch, destination, cancellationToken);
                break;
        }
    }

    private TextRows RowsOf(EmbedOptions options)
    {
        Pooling pooling = options.Pooling ?? Folder.Pooling;
        return pooling switch
        {
            Pooling.Mean => TextRows.Mean,
            Pooling.First => TextRows.First,
            Pooling.Pooler when this is PooledEncoder => TextRows.Head,
            Pooling.Pooler => throw new ArgumentException(
                $"Pooling.Pooler needs BERT's pooler, which {Definition.Name} does not load; declare it with Head = EncoderHead.Pooler"),
            _ => throw new ArgumentException($"Pooling {(int)pooling} is not one of Mean, First, Pooler"),
        };
    }
}
