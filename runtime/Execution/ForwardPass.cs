using System;
using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Transformers.Generated.Memory;
using Transformers.Generated.Primitives;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>One running computation of a model: its tokens, its workspace, and what it is asked for. Used by generated code.</summary>
/// <remarks>
/// Pooled by its model; a pass belongs to one call at a time. Reusing one allocates nothing once it has seen the largest batch.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe partial class ForwardPass : ParallelPass, IDisposable
{
    private const int NarrowShare = 16; // at most one row of so many: attention to a single query may cost as much as to a tile of 16

    private readonly TransformerModel _model;
    private readonly ParallelLoop _reserve;
    private readonly AlignedBuffer _zeros = new(PackedLayout.WideColumnBlock);
    private AlignedBuffer _workspace = new(0);
    private int[] _chosenRows = [];
    private float* _headOutput;
    private long _targetStart;
    private long _chosenStart;
    private long _sequencesStart;
    private long _rotaryStart;
    private long _lanesStart;

    internal ForwardPass(TransformerModel model)
    {
        _model = model;
        _reserve = new ParallelLoop((_, sequence) => Target.Reserve(sequence));
    }

    /// <summary>The kernel set to run.</summary>
    public InstructionSet InstructionSet => _model.InstructionSet;

    /// <summary>What is computed beyond the last hidden states.</summary>
    public PassOutput Output { get; private set; }

    /// <summary>The encoder's tokens, or those of the only side.</summary>
    public TokenSet Source { get; } = new();

    /// <summary>The decoder's tokens.</summary>
    public TokenSet Target { get; } = new();

    /// <summary>For each sequence what cross-attention reads of its source.</summary>
    public TokenSet Memory { get; } = new();

    /// <summary>
    /// Whether the last layer, once it has keys and values of all tokens, goes on with chosen rows alone: they are few, and nobody asks for
    /// others.
    /// </summary>
    public bool IsNarrow { get; private set; }

    /// <summary>The tokens, of which only chosen ones are queries; where the pass is narrow.</summary>
    public TokenSet Chosen { get; } = new();

    /// <summary>R: rows of the head, or whose hidden states alone are asked for.</summary>
    public int ChosenCount { get; private set; }

    /// <summary>The weight arena.</summary>
    public ref float Weights => ref _model.Weights.At(0);

    /// <summary>Zeros in place of a bias that a projection does not have.</summary>
    public ref float Zeros => ref _zeros.At(0);

    /// <summary>The row of the last hidden states that a row of the head reads, or -1 for zeros.</summary>
    /// <param name="row">0 to <see cref="ChosenCount"/> - 1.</param>
    public nint ChosenRow(nint row) => IsNarrow && _chosenRows[row] >= 0 ? row : _chosenRows[row];

    /// <summary>A buffer with one row for each source token.</summary>
    /// <param name="firstColumn">Its place among such buffers.</param>
    public ref float SourceBuffer(int firstColumn) => ref _workspace.At((nint)((long)firstColumn * Source.Count));

    /// <summary>A buffer with one row for each target token.</summary>
    /// <param name="firstColumn">Its place among such buffers.</param>
    public ref float TargetBuffer(int firstColumn) => ref _workspace.At((nint)(_targetStart + ((long)firstColumn * Target.Count)));

    /// <summary>A buffer with one row for each row of the head.</summary>
    /// <param name="firstColumn">Its place among such buffers.</param>
    public ref float ChosenBuffer(int firstColumn) =>
        ref _workspace.At((nint)(_chosenStart + ((long)firstColumn * ChosenCount)));

    /// <summary>Where the head writes [R, HeadOutputDim]: the caller's memory.</summary>
    public ref float HeadOutput => ref *_headOutput;

    /// <summary>A buffer with one row for each sequence.</summary>
    /// <param name="firstColumn">Its place among such buffers.</param>
    public ref float SequencesBuffer(int firstColumn) =>
        ref _workspace.At((nint)(_sequencesStart + ((long)firstColumn * Source.SequenceCount)));

    /// <summary>[T', RotaryPairs] cosines of the angles by which the decoder's tokens turn queries and keys.</summary>
    public ref float Cosines => ref _workspace.At((nint)_rotaryStart);

    /// <summary>[T', RotaryPairs] sines of these angles.</summary>
    public ref float Sines => ref _workspace.At((nint)(_rotaryStart + _model.Definition.Workspace.Rotary(Target.Count)));

    /// <summary>A lane's own scratch memory.</summary>
    /// <param name="lane">Index of the lane.</param>
    public ref float Scratch(int lane) => ref _workspace.At((nint)(_lanesStart + ((long)lane * _model.Definition.Workspace.LaneFloats)));

    /// <summary>Copies what belongs to the chosen rows, in their order: residual sums and attention's results.</summary>
    /// <param name="lane">The calling lane; all lanes share the work.</param>
    /// <param name="hidden">[T, ModelDim].</param>
    /// <param name="chosenHidden">Receives [R, ModelDim]; zeros for a row that reads none.</param>
    /// <param name="columns">Q: width of attention's results.</param>
    /// <param name="context">[T, Q].</param>
    /// <param name="chosenContext">Receives [R, Q]; zeros likewise.</param>
    public void Narrow(Lane lane, ref float hidden, ref float chosenHidden, int columns, ref float context, ref float chosenContext)
    {
        while (lane.Claim(ChosenCount, out int row))
        {
            int token = _chosenRows[row];
            CopyRow(ref hidden, token, Row(ref chosenHidden, row, _model.Definition.ModelDim));
            CopyRow(ref context, token, Row(ref chosenContext, row, columns));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workspace.Dispose();
        _zeros.Dispose();
    }

    /// <inheritdoc/>
    protected override void Run(Lane lane) => _model.RunForward(lane, this);

    /// <summary>Makes room in the caches of <see cref="Target"/>, where forks copy what they share.</summary>
    internal void ReserveTarget(int lanes) => _reserve.Run(_model.Team, lanes, Target.SequenceCount);

    /// <summary>Computes over <see cref="Source"/> and <see cref="Target"/>, which were set before; afterwards results can be read until the
    /// pass is given back. With chosen rows only their results are certain to be there.</summary>
    internal void Run(PassOutput output, ReadOnlySpan<int> chosenRows, IActivationSink? sink, int lanes, CancellationToken token)
    {
        Output = output;
        _sink = sink;
        SetChosenRows(chosenRows);
        TokenSet tokens = _model.Definition.HasTarget ? Target : Source;
        IsNarrow = _model.Definition.CanNarrow && sink is null && chosenRows.Length > 0 && chosenRows.Length <= tokens.Count / NarrowShare;
        if (IsNarrow)
        {
            Chosen.SetQueries(tokens, chosenRows);
        }

        Reserve(lanes);
        if (_model.Definition.Rotary is { } rotary)
        {
            FillAngles(rotary);
        }

        try
        {
            _model.Team.Run(this, lanes, token);
        }
        finally
        {
            _sink = null;
        }
    }

    /// <summary>Computes the head for chosen rows.</summary>
    /// <param name="chosenRows">[R] tokens of the side that ends the model.</param>
    /// <param name="output">Receives [R, HeadOutputDim].</param>
    /// <param name="sink">Takes hidden states and attention weights, or null.</param>
    /// <param name="lanes">Threads wanted.</param>
    /// <param name="token">Checked between layers.</param>
    /// <exception cref="ArgumentException">The output has another size.</exception>
    internal void RunHead(ReadOnlySpan<int> chosenRows, Span<float> output, IActivationSink? sink, int lanes, CancellationToken token)
    {
        TransformerModel.CheckDestination(output.Length, chosenRows.Length, _model.Definition.HeadOutputDim, "outputs of the head");
        fixed (float* start = output)
        {
            _headOutput = start;
            try
            {
                Run(PassOutput.Head, chosenRows, sink, lanes, token);
            }
            finally
            {
                _headOutput = null;
            }
        }
    }

    /// <summary>Computes the head for the last token of each target sequence.</summary>
    internal void RunLast(Span<float> output, IActivationSink? sink, int lanes, CancellationToken token)
    {
        int count = Target.SequenceCount;
        int[] rows = ArrayPool<int>.Shared.Rent(count);
        try
        {
            for (int sequence = 0; sequence < count; sequence++)
            {
                rows[sequence] = Target.Start(sequence) + Target.Length(sequence) - 1;
            }

            RunHead(rows.AsSpan(0, count), output, sink, lanes, token);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    /// <summary>Copies the last hidden states [T, ModelDim] of the side that ends the model.</summary>
    internal void CopyHidden(Span<float> destination) => CopyRows(ref LastHidden, destination);

    /// <summary>Copies the last hidden states [R, ModelDim] of the chosen rows; zeros for -1.</summary>
    internal void CopyChosenHidden(Span<float> destination)
    {
        int columns = _model.Definition.ModelDim;
        ref float states = ref IsNarrow ? ref ChosenBuffer(_model.Definition.ChosenHiddenColumn) : ref LastHidden;
        for (int row = 0; row < ChosenCount; row++)
        {
            CopyRow(ref states, (int)ChosenRow(row), destination.Slice(row * columns, columns));
        }
    }

    /// <summary>Copies the means over tokens, [B, ModelDim].</summary>
    internal void CopyMeans(Span<float> destination) => CopyRows(ref SequencesBuffer(_model.Definition.MeanColumn), destination);

    private ref float LastHidden =>
        ref _model.Definition.HasTarget ? ref TargetBuffer(_model.Definition.HiddenColumn) : ref SourceBuffer(_model.Definition.HiddenColumn);

    /// <summary>The columns of a row of a buffer.</summary>
    private static Span<float> Row(ref float start, int row, int columns) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, (nint)row * PackedLayout.RowStride(columns)), columns);

    /// <summary>Copies a row of a buffer; zeros for -1.</summary>
    private static void CopyRow(ref float start, int row, Span<float> destination)
    {
        if (row < 0)
        {
            destination.Clear();
        }
        else
        {
            Row(ref start, row, destination.Length).CopyTo(destination);
        }
    }

    /// <summary>Copies the first rows of a buffer as wide as the model, one right after the other.</summary>
    private void CopyRows(ref float start, Span<float> destination)
    {
        int columns = _model.Definition.ModelDim;
        for (int row = 0; row < destination.Length / columns; row++)
        {
            CopyRow(ref start, row, destination.Slice(row * columns, columns));
        }
    }

    private void SetChosenRows(ReadOnlySpan<int> rows)
    {
        ChosenCount = rows.Length;
        if (_chosenRows.Length < rows.Length)
        {
            _chosenRows = new int[rows.Length];
        }

        rows.CopyTo(_chosenRows);
    }

    private void FillAngles(RotaryFrequencies rotary)
    {
        for (int sequence = 0; sequence < Target.SequenceCount; sequence++)
        {
            int start = Target.Start(sequence);
            int count = Target.Length(sequence);
            nint first = (nint)start * rotary.PairCount;
            Span<float> cosines = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Cosines, first), count * rotary.PairCount);
            Span<float> sines = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Sines, first), count * rotary.PairCount);
            rotary.Fill(Target.Positions.Slice(start, count), cosines, sines, Target.AngleLength(sequence));
        }
    }

    /// <summary>Makes the workspace large enough and finds where its parts begin.</summary>
    private void Reserve(int lanes)
    {
        WorkspaceShape shape = _model.Definition.Workspace;
        _targetStart = (long)Source.Count * shape.SourceColumns;
        _chosenStart = _targetStart + ((long)Target.Count * shape.TargetColumns);
        _sequencesStart = _chosenStart + ((long)ChosenCount * shape.ChosenColumns);
        _rotaryStart = _sequencesStart + ((long)Source.SequenceCount * shape.SequenceColumns);
        _lanesStart = _rotaryStart + (2 * shape.Rotary(Target.Count));
        long total = _lanesStart + ((long)lanes * shape.LaneFloats) + shape.Overrun;
        if (_workspace.Length < total)
        {
            _workspace.Dispose();
            _workspace = new AlignedBuffer(0);
            _workspace = new AlignedBuffer(checked((nint)total));
        }
    }
}
