using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>From text to vectors.</content>
public abstract partial class EncoderModel
{
    /// <summary>A batch of masks is closed once it has this many logits (64 MiB): a row is as long as the vocabulary.</summary>
    private const int MaskLogits = 1 << 24;

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
    private PackedTexts RentPackedText(in TextInput text, TextRows rows, TextOptions options)
    {
        ITokenizer tokenizer = Tokenizer;
        PackedTexts packed = _packedTexts.Rent();
        packed.Clear();
        try
        {
            Add(packed, tokenizer, text, rows, options, index: null);
            return packed;
        }
        catch
        {
            ReturnPackedTexts(packed);
            throw;
        }
    }

    private void ReturnPackedTexts(PackedTexts packed)
    {
        if (packed.IsWorthKeeping)
        {
            _packedTexts.Return(packed);
        }
    }

    /// <summary>The tokens of packed texts as this model takes them.</summary>
    private TokenBatch BatchOf(PackedTexts packed) => packed.Batch(hasTokenTypes: Definition.TokenTypeCount > 1);

    /// <summary>Computes the row of one text or pair.</summary>
    private protected void RunText(in TextInput text, TextRows rows, TextOptions options, Span<float> row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PackedTexts packed = RentPackedText(text, rows, options);
        try
        {
            ComputeRows(rows, packed, row, cancellationToken);
        }
        finally
        {
            ReturnPackedTexts(packed);
        }
    }

    /// <summary>Computes the rows of one text or pair whose number depends on its tokens.</summary>
    private protected void RunText<TReceiver>(
        in TextInput text, TextRows rows, int columns, TextOptions options, ref TReceiver receiver, CancellationToken cancellationToken)
        where TReceiver : IRowReceiver, allows ref struct
    {
        cancellationToken.ThrowIfCancellationRequested();
        PackedTexts packed = RentPackedText(text, rows, options);
        float[] buffer = [];
        try
        {
            RunBatch(packed, 0, rows, columns, ref buffer, ref receiver, cancellationToken);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
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
                Pack(packed, tokenizer, texts, next, rows, options, cancellationToken);
                RunBatch(packed, next, rows, columns, ref buffer, ref receiver, cancellationToken);
                progress?.Report(next + packed.Count);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
            ReturnPackedTexts(packed);
        }
    }

    /// <summary>Computes the rows of packed texts and hands them to the receiver.</summary>
    /// <param name="packed">The texts.</param>
    /// <param name="first">Index of the first of them.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="columns">Numbers of one row.</param>
    /// <param name="buffer">Of the shared pool, or empty; replaced where it is too small. The caller returns it, whatever happens.</param>
    /// <param name="receiver">Takes the rows.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    private void RunBatch<TReceiver>(
        PackedTexts packed, int first, TextRows rows, int columns, ref float[] buffer, ref TReceiver receiver, CancellationToken cancellationToken)
        where TReceiver : IRowReceiver, allows ref struct
    {
        int count = rows switch
        {
            TextRows.Tokens => packed.TokenCount,
            TextRows.Masks => packed.MaskCount,
            _ => packed.Count,
        };
        int size = checked(count * columns);
        if (buffer.Length < size)
        {
            float[] small = buffer;
            buffer = []; // should the pool throw, nothing is returned twice
            ArrayPool<float>.Shared.Return(small);
            buffer = ArrayPool<float>.Shared.Rent(size);
        }

        ComputeRows(rows, packed, buffer.AsSpan(0, size), cancellationToken);
        receiver.Receive(first, packed, buffer.AsSpan(0, size), columns);
    }

    /// <summary>Tokenizes texts from <paramref name="first"/> on until they are enough for a batch.</summary>
    private void Pack(
        PackedTexts packed, ITokenizer tokenizer, TextList texts, int first, TextRows rows, TextOptions options, CancellationToken cancellationToken)
    {
        // The text that crosses the line still has to fit into MaxTokens, however long it is.
        int enough = Math.Min(options.BatchTokens, MaxTokens - Math.Min(options.MaxTokens ?? Definition.ContextLength, Definition.ContextLength) + 1);
        int enoughMasks = Math.Max(1, MaskLogits / Math.Max(1, Definition.HeadDim));
        packed.Clear();
        for (int index = first; index < texts.Count && (index == first || (packed.TokenCount < enough && packed.MaskCount < enoughMasks)); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(packed, tokenizer, texts[index], rows, options, index);
        }
    }

    private void Add(PackedTexts packed, ITokenizer tokenizer, in TextInput text, TextRows rows, TextOptions options, int? index)
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

        int masks = packed.MaskCount;
        int? mask = rows == TextRows.Masks ? MaskOf(tokenizer) : null;
        packed.Append(mask);
        if (mask is { } id && packed.MaskCount == masks)
        {
            throw new ArgumentException(
                $"{(index is null ? "the text" : $"text {index}")} has no mask{(packed.Output.Truncated ? " left after truncation" : "")}; "
                + $"write {tokenizer.GetToken(id)} where a token is to be found");
        }
    }

    private static int MaskOf(ITokenizer tokenizer) => tokenizer.SpecialTokens.Mask
        ?? throw new InvalidOperationException("the tokenizer has no mask token; name it as mask_token in tokenizer_config.json");

    private void ComputeRows(TextRows rows, PackedTexts packed, Span<float> destination, CancellationToken cancellationToken)
    {
        TokenBatch batch = BatchOf(packed);
        switch (rows)
        {
            case TextRows.Mean:
                EncodeMean(batch, destination, cancellationToken);
                break;
            case TextRows.First:
                EncodeFirst(batch, destination, cancellationToken);
                break;
            case TextRows.Tokens:
                RunHeadOnAllTokens(batch, destination, cancellationToken);
                break;
            case TextRows.Masks:
                Check(batch);
                RunHead(batch, packed.Masks, destination, cancellationToken);
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
