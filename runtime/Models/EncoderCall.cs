using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;

namespace Transformers.Generated;

/// <summary>A call of an encoder with a batch that falls into parts. Pooled by its model; belongs to one call at a time.</summary>
internal sealed unsafe class EncoderCall
{
    private readonly EncoderModel _model;
    private readonly ParallelLoop _loop;
    private readonly ForwardPass?[] _passes; // [lane]
    private EncoderRows _rows;
    private int _columns;
    private CancellationToken _token;

    // The caller's memory, fixed while the call runs.
    private int* _tokenIds;
    private int* _lengths;
    private int* _tokenTypes; // null for all zero
    private int* _positions; // null for 0, 1, 2, ...
    private float* _destination;

    public EncoderCall(EncoderModel model)
    {
        _model = model;
        _loop = new ParallelLoop(ComputePart);
        _passes = new ForwardPass?[model.ThreadCount];
    }

    /// <summary>How the batch is cut.</summary>
    public BatchParts Parts { get; } = new();

    /// <summary>Computes rows of a batch that <see cref="Parts"/> has cut and the caller has checked.</summary>
    /// <param name="pass">Lane 0's.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="destination">Receives [T, columns] or [B, columns].</param>
    /// <param name="token">Checked between layers of each part.</param>
    public void Run(ForwardPass pass, EncoderRows rows, in TokenBatch batch, Span<float> destination, CancellationToken token)
    {
        _passes[0] = pass;
        _rows = rows;
        _columns = destination.Length / Math.Max(1, EncoderModel.RowCount(rows, batch.TokenCount, batch.SequenceCount));
        _token = token;
        fixed (int* tokenIds = batch.TokenIds, lengths = batch.SequenceLengths, tokenTypes = batch.TokenTypes, positions = batch.Positions)
        {
            fixed (float* start = destination)
            {
                try
                {
                    Fix(tokenIds, lengths, tokenTypes, positions, start);
                    _loop.Run(_model.Team, _model.ThreadCount, Parts.Count);
                    if (Parts.Rest.SequenceCount > 0)
                    {
                        Compute(pass, Parts.Rest, _model.ThreadCount);
                    }
                }
                finally
                {
                    Close();
                }
            }
        }
    }

    private void ComputePart(int lane, int part) => Compute(_passes[lane] ??= _model.RentHeld(), Parts[part], lanes: 1);

    private void Compute(ForwardPass pass, in BatchPart part, int lanes)
    {
        int firstRow = EncoderModel.RowCount(_rows, part.FirstToken, part.FirstSequence);
        int rowCount = EncoderModel.RowCount(_rows, part.TokenCount, part.SequenceCount);
        Span<float> destination = new(_destination + ((long)firstRow * _columns), rowCount * _columns);
        TokenBatch batch = new(
            Tokens(_tokenIds, part), new ReadOnlySpan<int>(_lengths + part.FirstSequence, part.SequenceCount), Tokens(_tokenTypes, part), Tokens(_positions, part));
        _model.Compute(pass, _rows, batch, destination, sink: null, lanes, _token);
    }

    private static ReadOnlySpan<int> Tokens(int* start, in BatchPart part) =>
        start is null ? default : new ReadOnlySpan<int>(start + part.FirstToken, part.TokenCount);

    /// <summary>Gives other lanes' passes back and lets go of everything that is the caller's.</summary>
    private void Close()
    {
        _passes[0] = null;
        foreach (ref ForwardPass? pass in _passes.AsSpan())
        {
            if (pass is not null)
            {
                _model.Return(pass);
                pass = null;
            }
        }

        _token = default;
        Fix(null, null, null, null, null);
    }

    private void Fix(int* tokenIds, int* lengths, int* tokenTypes, int* positions, float* destination)
    {
        _tokenIds = tokenIds;
        _lengths = lengths;
        _tokenTypes = tokenTypes;
        _positions = positions;
        _destination = destination;
    }
}
