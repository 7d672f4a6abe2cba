using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Cases;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>ONNX Runtime on targets: one token of each row in a call.</summary>
/// <remarks>
/// A row stands in a slot of the cache. Of the rows that continue one row, the first stays in its slot, and the others are copied over
/// slots whose rows nobody continued.
/// </remarks>
internal sealed class OrtTargetDecoder : IDisposable
{
    private readonly OrtLibrary _library;
    private readonly EncoderDecoderShape _shape;
    private readonly TranslationWork _work;
    private readonly OrtWay _way;
    private readonly OrtSession _session;
    private readonly TargetCache _cache;
    private readonly IReadOnlyList<OrtTensor> _cross;
    private readonly Dictionary<int, Frame> _frames = [];
    private readonly OrtTensor _ids;
    private readonly OrtTensor _position;
    private readonly OrtTensor _lastIndices;
    private readonly OrtTensor _totalLength;
    private readonly OrtTensor _logits;
    private readonly OrtTensor _mask;
    private int[] _slots;
    private int[] _nextSlots;
    private int _length;

    public OrtTargetDecoder(
        OrtLibrary library, EncoderDecoderShape shape, TranslationWork work, OrtWay way, IReadOnlyList<OrtTensor> cross, int threads)
    {
        (_library, _shape, _work, _way, _cross) = (library, shape, work, way, cross);
        TargetStyle style = way.Decoder!.Value;
        _session = new OrtSession(library, shape.DecoderFile(style, work.Sources.NeedsPadding), threads);
        _cache = style == TargetStyle.Plain
            ? new GrowingCache(library, shape, work.RowCount, work.Steps[0])
            : new InPlaceCache(library, shape, work.RowCount, work.Steps[0]);
        int rows = work.RowCount;
        _ids = new OrtTensor(library, EncoderInputs.Ids, OnnxType.Int32, rows, 1);
        _position = new OrtTensor(library, DecoderInputs.Positions, OnnxType.Int32, 1);
        _lastIndices = new OrtTensor(library, DecoderInputs.LastIndices, OnnxType.Int32, rows);
        _totalLength = new OrtTensor(library, DecoderInputs.TotalLength, OnnxType.Int32, 1);
        _logits = new OrtTensor(library, DecoderInputs.Logits, OnnxType.Float, rows, shape.VocabularySize);
        _mask = PaddedBatch.Input(library, EncoderInputs.Mask, OnnxType.Int32, work.Sources, _ => 1);
        _slots = new int[rows];
        _nextSlots = new int[rows];
    }

    public void Begin()
    {
        _length = 0;
        for (int row = 0; row < _slots.Length; row++)
        {
            _slots[row] = row;
        }
    }

    /// <inheritdoc cref="TranslationSide.Step"/>
    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits)
    {
        if (_work.Beams > 1 && _length > 0)
        {
            Continue(parents);
        }

        // Unless it drops them, the peer goes on with rows that have ended.
        int rows = _way.IsSorted || _work.Beams > 1 ? tokens.Length : _work.RowCount;
        Span<int> ids = _ids.Span<int>();
        for (int row = 0; row < tokens.Length; row++)
        {
            ids[_slots[row]] = tokens[row];
        }

        _position.Span<int>()[0] = _length;
        _lastIndices.Span<int>().Fill(_length);
        _totalLength.Span<int>()[0] = _length + 1;
        Frame frame = FrameOf(rows);
        _session.Run([.. frame.Inputs, .. _cache.Past(rows, _length)], [frame.Logits, .. _cache.Present(rows, _length)]);
        _cache.Advance();
        _length++;
        ReadOnlySpan<float> results = _logits.Span<float>();
        for (int row = 0; row < tokens.Length; row++)
        {
            results.Slice(_slots[row] * _shape.VocabularySize, _shape.VocabularySize).CopyTo(logits[(row * _shape.VocabularySize)..]);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        foreach (Frame frame in _frames.Values)
        {
            frame.Dispose();
        }

        _cache.Dispose();
        foreach (OrtTensor tensor in (OrtTensor[])[_ids, _position, _lastIndices, _totalLength, _logits, _mask])
        {
            tensor.Dispose();
        }
    }

    /// <summary>Gives the rows of each source their slots and copies those that have no slot of their parent's.</summary>
    private void Continue(ReadOnlySpan<int> parents)
    {
        if (_length == 1)
        {
            // From one row for each source to several: the last first, so that none is overwritten before it is copied.
            for (int row = parents.Length - 1; row >= 0; row--)
            {
                if (parents[row] != row)
                {
                    _cache.Copy(parents[row], row, _length);
                }
            }

            return;
        }

        for (int first = 0; first < parents.Length; first += _work.Beams)
        {
            Assign(parents.Slice(first, _work.Beams), _nextSlots.AsSpan(first, _work.Beams), first);
        }

        (_slots, _nextSlots) = (_nextSlots, _slots);
    }

    private void Assign(ReadOnlySpan<int> parents, Span<int> slots, int first)
    {
        Span<bool> isTaken = stackalloc bool[parents.Length];
        for (int row = 0; row < parents.Length; row++)
        {
            int own = _slots[parents[row]];
            slots[row] = isTaken[own - first] ? -1 : own;
            isTaken[own - first] = true;
        }

        for (int row = 0; row < parents.Length; row++)
        {
            if (slots[row] < 0)
            {
                int free = isTaken.IndexOf(false);
                isTaken[free] = true;
                slots[row] = first + free;
                _cache.Copy(_slots[parents[row]], slots[row], _length);
            }
        }
    }

    private Frame FrameOf(int rows)
    {
        if (!_frames.TryGetValue(rows, out Frame? frame))
        {
            frame = MakeFrame(rows);
            _frames.Add(rows, frame);
        }

        return frame;
    }

    /// <summary>What a step of so many rows takes and gives beside the cache.</summary>
    private Frame MakeFrame(int rows)
    {
        int sources = Math.Min(rows, _work.SourceCount);
        OrtTensor bySource = new(_library, TranslationInputs.RowsBySource, OnnxType.Int64, 3);
        new long[] { sources, rows / sources, _shape.ModelDim }.CopyTo(bySource.Span<long>());
        List<OrtTensor> inputs = [bySource, _ids.View(EncoderInputs.Ids, rows, 1), _position.View(DecoderInputs.Positions, 1)];
        if (_way.Decoder == TargetStyle.GroupQuery)
        {
            inputs.Add(_lastIndices.View(DecoderInputs.LastIndices, rows));
            inputs.Add(_totalLength.View(DecoderInputs.TotalLength));
        }

        if (_way.Decoder == TargetStyle.Plain || _work.Sources.NeedsPadding)
        {
            inputs.Add(_mask.View(EncoderInputs.Mask, sources, _work.Sources.Longest));
        }

        long[] sizes = [sources, _shape.HeadCount, _work.Sources.Longest, _shape.HeadDim];
        inputs.AddRange(_cross.Select((cache, at) => cache.View(TranslationInputs.Cross(at % 2 == 0 ? "key" : "value", at / 2), sizes)));
        return new Frame(inputs, _logits.View(DecoderInputs.Logits, rows, _shape.VocabularySize));
    }

    private sealed record Frame(List<OrtTensor> Inputs, OrtTensor Logits) : IDisposable
    {
        public void Dispose()
        {
            Inputs.ForEach(input => input.Dispose());
            Logits.Dispose();
        }
    }
}
