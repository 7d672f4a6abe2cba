using System;
using System.Linq;
using Transformers.Generated.Weights;

namespace Peers.Onnx;

/// <summary>Weights of a checkpoint as the peers want them.</summary>
internal sealed class CheckpointWeights(string path) : IDisposable
{
    private readonly Checkpoint _checkpoint = Checkpoint.Open(path);

    public void Dispose() => _checkpoint.Dispose();

    /// <summary>Vectors, one after the other.</summary>
    public float[] Vectors(params string[] names) => [.. names.SelectMany(name => Read(name, out _))];

    /// <summary>A table as it is in the file.</summary>
    public (float[] Values, int[] Shape) Table(string name)
    {
        float[] values = Read(name, out TensorInfo tensor);
        return (values, Array.ConvertAll(tensor.Shape.ToArray(), size => (int)size));
    }

    /// <summary>Matrices transposed, side by side: [out, in] become one [in, sum of outs].</summary>
    public (float[] Values, int[] Shape) Matrices(params string[] names) => Transpose([.. names.Select(Table)]);

    /// <summary>Some outputs of a matrix, transposed: [out, in] becomes [in, count].</summary>
    public (float[] Values, int[] Shape) Matrix(string name, int first, int count)
    {
        (float[] values, int[] shape) = Table(name);
        return Transpose((values[(first * shape[1])..((first + count) * shape[1])], [count, shape[1]]));
    }

    private static (float[] Values, int[] Shape) Transpose(params (float[] Values, int[] Shape)[] parts)
    {
        int inputs = parts[0].Shape[1];
        int outputs = parts.Sum(part => part.Shape[0]);
        float[] result = new float[inputs * outputs];
        int first = 0;
        foreach ((float[] values, int[] shape) in parts)
        {
            for (int o = 0; o < shape[0]; o++)
            {
                for (int k = 0; k < inputs; k++)
                {
                    result[(k * outputs) + first + o] = values[(o * inputs) + k];
                }
            }

            first += shape[0];
        }

        return (result, [inputs, outputs]);
    }

    private float[] Read(string name, out TensorInfo tensor)
    {
        if (!_checkpoint.TryGetTensor(name, out SafetensorsFile? file, out TensorInfo? found))
        {
            throw new InvalidOperationException($"{_checkpoint.Path} has no tensor {name}");
        }

        tensor = found;
        float[] values = new float[found.ElementCount];
        file.ReadFloats(found, 0, values);
        return values;
    }
}
