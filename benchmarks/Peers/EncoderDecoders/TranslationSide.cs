using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Measuring;

namespace Peers.EncoderDecoders;

/// <summary>One side of an encoder-decoder's case: it encodes, and decodes row by row.</summary>
internal abstract class TranslationSide : Contestant
{
    private readonly List<int>[] _targets;

    protected TranslationSide(string name, EncoderDecoderShape shape, TranslationWork work)
        : base(name)
    {
        (Shape, Work) = (shape, work);
        _targets = [.. work.Steps.Select(steps => new List<int>(steps))];
        Tokens = new int[work.RowCount];
        Parents = new int[work.RowCount];
        Logits = work.HasTargets ? new float[work.RowCount * shape.VocabularySize] : [];
    }

    protected EncoderDecoderShape Shape { get; }

    protected TranslationWork Work { get; }

    /// <summary>[rows] what each row of the next step appends.</summary>
    protected int[] Tokens { get; }

    /// <summary>[rows] the row of the last step that each row of the next continues; in the first step its source.</summary>
    protected int[] Parents { get; }

    /// <summary>[rows, VocabularySize] of the last step; those of rows that have ended stay.</summary>
    protected float[] Logits { get; }

    /// <summary>The targets of the last run; with beams, the best of each source.</summary>
    public virtual IReadOnlyList<IReadOnlyList<int>> Targets => _targets;

    public override void Run()
    {
        if (Work.Beams > 1)
        {
            Search();
            return;
        }

        Array.ForEach(_targets, target => target.Clear());
        Decode(TakeBest);
    }

    /// <summary>[T, ModelDim]: the encoder's last hidden states.</summary>
    public abstract float[] Hidden();

    /// <summary>[rows, VocabularySize]: each row's last logits after tokens and parents that are the same on all sides.</summary>
    public float[] Replay()
    {
        Random random = new(5);
        Decode((step, _) =>
        {
            for (int row = 0; row < Work.RowCount; row++)
            {
                int source = row / Work.Beams;
                Tokens[row] = random.Next(Shape.VocabularySize);
                Parents[row] = step == 0 ? source : (source * Work.Beams) + random.Next(Work.Beams);
            }
        });
        return Logits;
    }

    /// <summary>Encodes the sources.</summary>
    protected abstract void Begin();

    /// <summary>Replaces all rows by new ones, each an old row and one more token; rows of a source stay together.</summary>
    protected abstract void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits);

    /// <summary>Frees what <see cref="Begin"/> made.</summary>
    protected abstract void End();

    /// <summary>Encodes, and searches with beams.</summary>
    protected abstract void Search();

    /// <summary>Encodes and takes all steps; after each, <see cref="Tokens"/> and <see cref="Parents"/> of the next are chosen.</summary>
    /// <param name="choose">Is given the step's number and its rows.</param>
    protected void Decode(Action<int, int> choose)
    {
        Begin();
        int sources = Work.HasTargets ? Work.SourceCount : 0;
        Array.Fill(Tokens, TranslationWork.Start);
        for (int row = 0; row < sources; row++)
        {
            Parents[row] = row;
        }

        int rows = sources;
        for (int step = 0; rows > 0; step++)
        {
            Step(Tokens.AsSpan(0, rows), Parents.AsSpan(0, rows), Logits.AsSpan(0, rows * Shape.VocabularySize));
            choose(step, rows);
            while (sources > 0 && Work.Steps[sources - 1] == step + 1)
            {
                sources--;
            }

            rows = sources * Work.Beams;
        }

        End();
    }

    private void TakeBest(int step, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            int token = LogitsMath.IndexOfMax(Logits.AsSpan(row * Shape.VocabularySize, Shape.VocabularySize));
            _targets[row].Add(token);
            (Tokens[row], Parents[row]) = (token, row);
        }
    }
}
