using System;
using System.Buffers;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder: hidden states and their means from token ids.</summary>
public abstract partial class EncoderModel : TransformerModel, IEncoder
{
    private readonly SlotPool<EncoderCall> _calls = new(Environment.ProcessorCount * 2);

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

    /// <summary>The most memory that one call with such a batch needs beyond the weights; many sequences need less, for they go in parts.</summary>
    /// <param name="tokens">Tokens of all sequences.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="headRows">Rows for which the head is computed, or whose hidden states alone are asked for: B for EncodeFirst.</param>
    /// <returns>Bytes.</returns>
    public long WorkspaceBytes(int tokens, int sequences, int headRows = 0) =>
        ComputeWorkspaceBytes(tokens, 0, sequences, headRows) + (sequences > 1 ? (ThreadCount - 1) * Definition.Workspace.LaneBytes : 0);

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
        Compute(EncoderRows.States, batch, hiddenStates, sink, cancellationToken);
    }

    /// <inheritdoc/>
    public void EncodeMean(in TokenBatch batch, Span<float> means, CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckDestination(means.Length, batch.SequenceCount, Definition.ModelDim, "means");
        Compute(EncoderRows.Mean, batch, means, sink: null, cancellationToken);
    }

    /// <inheritdoc/>
    public void EncodeFirst(in TokenBatch batch, Span<float> firstStates, CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckDestination(firstStates.Length, batch.SequenceCount, Definition.ModelDim, "first hidden states");
        Compute(EncoderRows.First, batch, firstStates, sink: null, cancellationToken);
    }

    /// <summary>Computes the head for every token, [T, HeadOutputDim].</summary>
    private protected void RunHeadOnAllTokens(in TokenBatch batch, Span<float> output, CancellationToken cancellationToken)
    {
        Check(batch);
        CheckDestination(output.Length, batch.TokenCount, Definition.HeadOutputDim, "head outputs");
        Compute(EncoderRows.Tokens, batch, output, sink: null, cancellationToken);
    }

    /// <summary>Computes the head for the first token of every sequence, [B, HeadOutputDim]; an empty sequence's head reads zeros.</summary>
    private protected void RunHeadOnFirstTokens(in TokenBatch batch, Span<float> output, CancellationToken cancellationToken)
    {
        Check(batch);
        CheckDestination(output.Length, batch.SequenceCount, Definition.HeadOutputDim, "head outputs");
        Compute(EncoderRows.Head, batch, output, sink: null, cancellationToken);
    }

    /// <summary>Computes the head for chosen tokens, [R, HeadOutputDim].</summary>
    private protected void RunHead(in TokenBatch batch, ReadOnlySpan<int> tokens, Span<float> output, CancellationToken cancellationToken)
    {
        ForwardPass pass = Rent();
        try
        {
            pass.Source.Set(batch);
            pass.RunHead(tokens, output, null, ThreadCount, cancellationToken);
        }
        finally
        {
            Return(pass);
        }
    }

    /// <summary>The number of rows, of so many tokens in so many sequences.</summary>
    internal static int RowCount(EncoderRows rows, int tokens, int sequences) =>
        rows is EncoderRows.States or EncoderRows.Tokens ? tokens : sequences;

    /// <summary>Computes rows of a checked batch in one pass.</summary>
    internal void Compute(
        ForwardPass pass,
        EncoderRows rows,
        in TokenBatch batch,
        Span<float> destination,
        IActivationSink? sink,
        int lanes,
        CancellationToken cancellationToken)
    {
        pass.Source.Set(batch);
        int count = RowCount(rows, batch.TokenCount, batch.SequenceCount);
        int[] tokens = ArrayPool<int>.Shared.Rent(count);
        try
        {
            Span<int> chosen = tokens.AsSpan(0, count);
            switch (rows)
            {
                case EncoderRows.States:
                    pass.Run(PassOutput.Hidden, [], sink, lanes, cancellationToken);
                    pass.CopyHidden(destination);
                    break;
                case EncoderRows.Mean:
                    pass.Run(PassOutput.Mean, [], sink, lanes, cancellationToken);
                    pass.CopyMeans(destination);
                    break;
                case EncoderRows.First:
                    FindFirstTokens(batch, chosen);
                    pass.Run(PassOutput.Hidden, chosen, sink, lanes, cancellationToken);
                    pass.CopyChosenHidden(destination);
                    break;
                case EncoderRows.Head:
                    FindFirstTokens(batch, chosen);
                    pass.RunHead(chosen, destination, sink, lanes, cancellationToken);
                    break;
                case EncoderRows.Tokens:
                    FindAllTokens(chosen);
                    pass.RunHead(chosen, destination, sink, lanes, cancellationToken);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(rows), rows, "rows of another kind");
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    /// <summary>Computes rows of a checked batch, in parts where it has many tokens. A sink sees all sequences at once.</summary>
    private void Compute(EncoderRows rows, in TokenBatch batch, Span<float> destination, IActivationSink? sink, CancellationToken cancellationToken)
    {
        ForwardPass pass = Rent();
        try
        {
            if (sink is null && batch.SequenceCount > 1 && batch.TokenCount > BatchParts.MostTokensInOne(ThreadCount))
            {
                ComputeParts(pass, rows, batch, destination, cancellationToken);
            }
            else
            {
                Compute(pass, rows, batch, destination, sink, ThreadCount, cancellationToken);
            }
        }
        finally
        {
            Return(pass);
        }
    }

    private void ComputeParts(ForwardPass pass, EncoderRows rows, in TokenBatch batch, Span<float> destination, CancellationToken cancellationToken)
    {
        EncoderCall call = _calls.TryTake() ?? new EncoderCall(this);
        try
        {
            call.Parts.Cut(batch.SequenceLengths, ThreadCount);
            call.Run(pass, rows, batch, destination, cancellationToken);
        }
        finally
        {
            _calls.TryPut(call); // where there is no room, the garbage collector has it
        }
    }

    private static void FindAllTokens(Span<int> tokens)
    {
        for (int token = 0; token < tokens.Length; token++)
        {
            tokens[token] = token;
        }
    }

    /// <summary>The first token of each sequence, -1 for an empty one.</summary>
    private static void FindFirstTokens(in TokenBatch batch, Span<int> tokens)
    {
        int next = 0;
        for (int sequence = 0; sequence < tokens.Length; sequence++)
        {
            tokens[sequence] = batch.SequenceLengths[sequence] == 0 ? -1 : next;
            next += batch.SequenceLengths[sequence];
        }
    }
}
