using System;
using System.Buffers;
using System.Linq;
using System.Threading;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>Checks that a model which ties its output matrix to the token embedding got a checkpoint that does so too.</summary>
/// <remarks>
/// Most such checkpoints leave the output matrix away; some hold a copy. A matrix of the same shape and other content means that the
/// model was trained untied: without this check it would load, and every logit would be wrong.
/// </remarks>
internal static class TiedOutput
{
    internal static void Verify(
        Checkpoint checkpoint, ModelDefinition definition, AlignedBuffer weights, CancellationToken cancellationToken)
    {
        TensorEntry? embedding = definition.Tensors.Entries.FirstOrDefault(entry => entry.Name == "TokenEmbedding");
        if (definition.TiedOutputNames is not { } names || embedding is null)
        {
            return;
        }

        foreach (string name in names.Split('|').SelectMany(name => definition.Tensors.Prefixes.Select(prefix => prefix + name)))
        {
            if (checkpoint.TryGetTensor(name, out SafetensorsFile? file, out TensorInfo? tensor))
            {
                Verify(file, tensor, embedding, weights, cancellationToken);
            }
        }
    }

    private static void Verify(
        SafetensorsFile file, TensorInfo tensor, TensorEntry embedding, AlignedBuffer weights, CancellationToken cancellationToken)
    {
        int columns = embedding.Columns;
        if (tensor.Shape is not [long rows, long width] || rows != embedding.Rows || width != columns)
        {
            throw Untied(file, tensor, $"has another shape than the token embedding [{embedding.Rows}, {columns}]");
        }

        float[] row = ArrayPool<float>.Shared.Rent(columns);
        try
        {
            for (int output = 0; output < embedding.Rows; output++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.ReadFloats(tensor, (long)output * columns, row.AsSpan(0, columns));
                for (int k = 0; k < columns; k++)
                {
                    float expected = Weight(weights, embedding, output, k);
                    if (BitConverter.SingleToInt32Bits(row[k]) != BitConverter.SingleToInt32Bits(expected))
                    {
                        throw Untied(file, tensor, $"differs from the token embedding at [{output}, {k}]: {row[k]:G9}, not {expected:G9}");
                    }
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(row);
        }
    }

    private static float Weight(AlignedBuffer weights, TensorEntry embedding, int output, int k)
    {
        int slot = embedding.Format == WeightFormat.Float32 ? k : k / 2;
        float bits = weights.At((nint)(embedding.Offset + PackedLayout.PanelIndex(output, slot, embedding.Slots)));
        return embedding.Format == WeightFormat.Float32 ? bits : HalfSlots.Weight(embedding.Format, bits, k);
    }

    private static CheckpointException Untied(SafetensorsFile file, TensorInfo tensor, string what) => new(
        $"{file.Path}: tensor {tensor} {what}, but the model is declared with a tied output matrix; declare it with TiedOutput = false");
}
