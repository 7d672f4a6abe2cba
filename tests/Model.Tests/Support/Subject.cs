using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated;

namespace Model.Tests;

/// <summary>Any model behind one method: sequences in, everything it computes for each of them out.</summary>
internal sealed class Subject(TransformerModel model) : IDisposable
{
    /// <summary>
    /// Lengths around the borders of row tiles (2, 6, 12), query tiles (16), key blocks (96), row blocks (132) and query chunks (256).
    /// </summary>
    private static readonly int[] s_lengths = [0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 33, 95, 96, 97, 128, 131, 132, 133, 150, 200, 255, 256, 257];

    public Subject(string name, InstructionSet isa, int threads = 1)
        : this(TestModel.Load(name, isa, threads))
    {
    }

    public TransformerModel Model => model;

    public void Dispose() => model.Dispose();

    /// <summary>Random sequences of lengths at borders, an empty one and a single token among them.</summary>
    public Sample[] CreateSamples(int seed, int count)
    {
        Random random = new(seed);
        int[] lengths = [.. s_lengths.Where(length => length <= model.Definition.ContextLength)];
        return [.. Enumerable.Range(0, count).Select(i => CreateSample(random, i < 2 ? i : lengths[random.Next(lengths.Length)])).OrderBy(_ => random.Next())];
    }

    public Sample CreateSample(Random random, int length)
    {
        int[] Draw(int count, int limit) => [.. Enumerable.Range(0, count).Select(_ => random.Next(limit))];
        int types = model.Definition.TokenTypeCount;
        bool hasTarget = model is EncoderDecoderModel;
        int[] targets = hasTarget && length > 0 ? Draw(1 + random.Next(40), model.Definition.VocabularySize) : [];
        return new Sample(Draw(length, model.Definition.VocabularySize), types == 0 ? null : Draw(length, types), targets);
    }

    /// <summary>Computes a batch; element i is everything the model has to say about sample i.</summary>
    public float[][] Run(params Sample[] samples)
    {
        Tokens source = Pack(samples, sample => sample.Ids, sample => sample.Types);
        int[] perToken = source.Lengths;
        int[] perSequence = [.. samples.Select(_ => 1)];
        List<(float[] Values, int[] Rows, int Columns)> outputs = [];
        void Add(int[] rows, int columns, Compute compute)
        {
            float[] values = new float[rows.Sum() * columns];
            compute(values);
            outputs.Add((values, rows, columns));
        }

        int dim = model.Definition.ModelDim;
        int head = model.Definition.HeadOutputDim;
        if (model is EncoderModel encoder)
        {
            Add(perToken, dim, to => encoder.Encode(source.Batch, to));
            Add(perSequence, dim, to => encoder.EncodeMean(source.Batch, to));
            Add(perSequence, dim, to => encoder.EncodeFirst(source.Batch, to));
        }

        switch (model)
        {
            case MaskedLanguageModel masked:
                Add(perToken, head, to => masked.ComputeLogits(source.Batch, source.AllTokens, to));
                break;
            case TokenClassifier classifier:
                Add(perToken, head, to => classifier.ComputeLogits(source.Batch, to));
                break;
            case SequenceClassifier classifier:
                Add(perSequence, head, to => classifier.ComputeLogits(source.Batch, to));
                break;
            case PooledEncoder pooler:
                Add(perSequence, head, to => pooler.EncodePooled(source.Batch, to));
                break;
            case DecoderModel decoder:
                Add(perToken, head, to => decoder.ComputeLogits(source.Batch, source.AllTokens, to));
                break;
            case EncoderDecoderModel both:
                Tokens target = Pack(samples, sample => sample.Target, _ => null);
                Add(target.Lengths, head, to => both.ComputeLogits(source.Batch, target.Batch, target.AllTokens, to));
                break;
        }

        return [.. Enumerable.Range(0, samples.Length).Select(i => outputs.SelectMany(output => RowsOf(output, i)).ToArray())];
    }

    private delegate void Compute(float[] destination);

    private static IEnumerable<float> RowsOf((float[] Values, int[] Rows, int Columns) output, int sample) =>
        output.Values.Skip(output.Rows.Take(sample).Sum() * output.Columns).Take(output.Rows[sample] * output.Columns);

    private static Tokens Pack(Sample[] samples, Func<Sample, int[]> ids, Func<Sample, int[]?> types) => new(
        [.. samples.SelectMany(ids)],
        [.. samples.Select(sample => ids(sample).Length)],
        samples.Any(sample => types(sample) is null) ? null : [.. samples.SelectMany(sample => types(sample)!)]);
}
