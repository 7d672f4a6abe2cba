using System;
using System.Buffers;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder: hidden states and their means from token ids.</summary>
public abstract partial class EncoderModel : TransformerModel, IEncoder
{
    /// <inheritdoc/>
    protected EncoderModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
    }

    /// <inheritdoc/>
    int IEncoder.ModelDim => Definition.ModelDim;

    /// <inheritdoc/>
    int IEncoder.ContextLength => Definition.ContextLength;

    /// <summary>Exact size of the workspace that one call with such a batch needs beyond the weights.</summary>
    /// <param name="tokens">Tokens of all sequences.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="headRows">Rows for which the head is computed, or whose hidden states alone are asked for: B for EncodeFirst.</param>
    /// <returns>Bytes.</returns>
    public long WorkspaceBytes(int tokens, int sequences, int headRows = 0) =>
        ComputeWorkspaceBytes(tokens, 0, sequences, headRows);

    /// <inheritdoc/>
    public void Encode(in TokenBatch batch, Span<float> hiddenStates, CancellationToken cancellationToken = default) =>
        Encode(batch, hiddenStates, sink: null, cancellationToken);

    /// <summary>Computes the last hidden state of every token, and gives hidden states and attention weights to a sink.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="hiddenStates">Receives [T, ModelDim].</param>
    /// <param name="sink">Takes hidden states and attention weights, or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    public void Encode(
        in TokenBatch batch, Span<float> hiddenStates, IActivationSink? sink, CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckDestination(hiddenStates.Length, batch.TokenCount, Definition.ModelDim, "hidden states");
        ForwardPass pass = Rent();
        try
        {
            pass.Source.Set(batch);
            pass.Run(PassOutput.Hidden, [], sink, ThreadCount, cancellationToken);
            pass.CopyHidden(hiddenStates);
        }
        finally
        {
            Return(pass);
        }
    }

    /// <inheritdoc/>
    public void EncodeMean(in TokenBatch batch, Span<float> means, CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckDestination(means.Length, batch.SequenceCount, Definition.ModelDim, "means");
        ForwardPass pass = Rent();
        try
        {
            pass.Source.Set(batch);
            pass.Run(PassOutput.Mean, [], null, ThreadCount, cancellationToken);
            pass.CopyMeans(means);
        }
        finally
        {
            Return(pass);
        }
    }

    /// <inheritdoc/>
    public void EncodeFirst(in TokenBatch batch, Span<float> firstStates, CancellationToken cancellationToken = default)
    {
        Check(batch);
        int columns = Definition.ModelDim;
        CheckDestination(firstStates.Length, batch.SequenceCount, columns, "first hidden states");
        int[] rented = ArrayPool<int>.Shared.Rent(batch.SequenceCount);
        ForwardPass pass = Rent();
        try
        {
            Span<int> rows = rented.AsSpan(0, batch.SequenceCount);
            FindFirstTokens(batch, rows);
            pass.Source.Set(batch);
            pass.Run(PassOutput.Hidden, rows, null, ThreadCount, cancellationToken);
            for (int row = 0; row < rows.Length; row++)
            {
                pass.CopyChosenHidden(row, firstStates.Slice(row * columns, columns));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
            Return(pass);
        }
    }

    /// <summary>Computes the head for chosen tokens, [R, HeadOutputDim].</summary>
    private protected void RunHead(in TokenBatch batch, ReadOnlySpan<int> rows, Span<float> output, CancellationToken cancellationToken)
    {
        ForwardPass pass = Rent();
        try
        {
            pass.Source.Set(batch);
            pass.RunHead(rows, output, null, ThreadCount, cancellationToken);
        }
        finally
        {
            Return(pass);
        }
    }

    /// <summary>Computes the head for every token, [T, HeadOutputDim].</summary>
    private protected void RunHeadOnAllTokens(in TokenBatch batch, Span<float> output, CancellationToken cancellationToken)
    {
        Check(batch);
        CheckDestination(output.Length, batch.TokenCount, Definition.HeadOutputDim, "head outputs");
        int[] rows = ArrayPool<int>.Shared.Rent(batch.TokenCount);
        try
        {
            for (int token = 0; token < batch.TokenCount; token++)
            {
                rows[token] = token;
            }

            RunHead(batch, rows.AsSpan(0, batch.TokenCount), output, cancellationToken);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    /// <summary>Computes the head for the first token of every sequence, [B, HeadOutputDim]; an empty sequence's head reads zeros.</summary>
    private protected void RunHeadOnFirstTokens(in TokenBatch batch, Span<float> output, CancellationToken cancellationToken)
    {
        Check(batch);
        CheckDestination(output.Length, batch.SequenceCount, Definition.HeadOutputDim, "head outputs");
        int[] rows = ArrayPool<int>.Shared.Rent(batch.SequenceCount);
        try
        {
            FindFirstTokens(batch, rows.AsSpan(0, batch.SequenceCount));
            RunHead(batch, rows.AsSpan(0, batch.SequenceCount), output, cancellationToken);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    /// <summary>The first token of each sequence, -1 for an empty one.</summary>
    private static void FindFirstTokens(in TokenBatch batch, Span<int> rows)
    {
        int next = 0;
        for (int sequence = 0; sequence < rows.Length; sequence++)
        {
            rows[sequence] = batch.SequenceLengths[sequence] == 0 ? -1 : next;
            next += batch.SequenceLengths[sequence];
        }
    }
}
