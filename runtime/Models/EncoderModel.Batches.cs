using System;
using System.Buffers;
using System.Threading;
using Transformers.Generated.Text;
using Transformers.Generated.Threading;

namespace Transformers.Generated;

/// <content>From texts to batches of tokens, and from batches to rows.</content>
public abstract partial class EncoderModel
{
    /// <summary>A batch of masks is closed once it has this many logits (64 MiB): a row is as long as the vocabulary.</summary>
    private const int MaskLogits = 1 << 24;

    private readonly SlotPool<PackedTexts> _packedTexts = new(Environment.ProcessorCount * 2);

    /// <summary>
    /// Tokenizes one text or pair, checks its length and hands it over; to be given back with <see cref="ReturnPackedTexts"/>.
    /// </summary>
    private PackedTexts RentPackedText(in TextInput text, EncoderRows rows, TextOptions options)
    {
        ITokenizer tokenizer = Tokenizer;
        PackedTexts packed = _packedTexts.TryTake() ?? new PackedTexts();
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
            _packedTexts.TryPut(packed); // where there is no room, the garbage collector has it
        }
    }

    /// <summary>The tokens of packed texts as this model takes them.</summary>
    private TokenBatch BatchOf(PackedTexts packed) => packed.Batch(hasTokenTypes: Definition.TokenTypeCount > 1);

    /// <summary>Computes the row of one text or pair.</summary>
    private protected void RunText(
        in TextInput text, EncoderRows rows, TextOptions options, Span<float> row, CancellationToken cancellationToken)
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
        in TextInput text, EncoderRows rows, int columns, TextOptions options, ref TReceiver receiver, CancellationToken cancellationToken)
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
        EncoderRows rows,
        int columns,
        TextOptions options,
        ref TReceiver receiver,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
        where TReceiver : IRowReceiver, allows ref struct
    {
        ITokenizer tokenizer = Tokenizer;
        PackedTexts packed = _packedTexts.TryTake() ?? new PackedTexts();
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
        PackedTexts packed,
        int first,
        EncoderRows rows,
        int columns,
        ref float[] buffer,
        ref TReceiver receiver,
        CancellationToken cancellationToken)
        where TReceiver : IRowReceiver, allows ref struct
    {
        int count = rows == EncoderRows.Masks ? packed.MaskCount : RowCount(rows, packed.TokenCount, packed.Count);
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
        PackedTexts packed,
        ITokenizer tokenizer,
        TextList texts,
        int first,
        EncoderRows rows,
        TextOptions options,
        CancellationToken cancellationToken)
    {
        // The text that crosses the line still has to fit into MaxTokens, however long it is.
        int enough = Math.Min(options.BatchTokens, MaxTokens - Math.Min(options.MaxTokens ?? Definition.ContextLength, Definition.ContextLength) + 1);
        int enoughMasks = Math.Max(1, MaskLogits / Math.Max(1, Definition.HeadOutputDim));
        packed.Clear();
        for (int index = first; index < texts.Count && (index == first || (packed.TokenCount < enough && packed.MaskCount < enoughMasks)); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(packed, tokenizer, texts[index], rows, options, index);
        }
    }

    private void Add(PackedTexts packed, ITokenizer tokenizer, in TextInput text, EncoderRows rows, TextOptions options, int? index)
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
        int? mask = rows == EncoderRows.Masks ? MaskOf(tokenizer) : null;
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

    private void ComputeRows(EncoderRows rows, PackedTexts packed, Span<float> destination, CancellationToken cancellationToken)
    {
        TokenBatch batch = BatchOf(packed);
        Check(batch);
        if (rows == EncoderRows.Masks)
        {
            RunHead(batch, packed.Masks, destination, cancellationToken);
        }
        else
        {
            Compute(rows, batch, destination, sink: null, cancellationToken);
        }
    }
}
