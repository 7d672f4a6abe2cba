using System;
using System.Collections.Concurrent;
using System.IO;
using System.Reflection;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Model.Tests;

/// <summary>Random weights for any declared model, made from its own tensor table; the file is written once for each test run.</summary>
internal static class RandomCheckpoint
{
    private static readonly ConcurrentDictionary<Type, Lazy<string>> s_paths = new();
    private static readonly Lazy<string> s_folder = new(CreateFolder);

    /// <summary>A checkpoint that the model can load.</summary>
    public static string PathFor(Type model) => s_paths.GetOrAdd(model, static type => new Lazy<string>(() => Write(type))).Value;

    /// <summary>The tensors of that checkpoint.</summary>
    public static SafetensorsData Create(Type model)
    {
        SafetensorsData data = new();
        foreach (TensorEntry entry in DefinitionOf(model).Tensors.Entries)
        {
            for (int repeat = 0; repeat < entry.Repeat; repeat++)
            {
                foreach (TensorSource source in entry.Sources)
                {
                    Add(data, entry, source, source.Names.Split('|')[0].Replace("{i}", $"{repeat}", StringComparison.Ordinal));
                }
            }
        }

        return data;
    }

    /// <summary>The generated description of a model, without loading it.</summary>
    public static ModelDefinition DefinitionOf(Type model) =>
        (ModelDefinition)model.GetField("s_definition", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    /// <summary>A new file in the folder of this test run.</summary>
    public static string NewPath(string name) => Path.Combine(s_folder.Value, name);

    private static string Write(Type model)
    {
        string path = NewPath(model.Name + ".safetensors");
        Create(model).Write(path);
        return path;
    }

    private static void Add(SafetensorsData data, TensorEntry entry, TensorSource source, string name)
    {
        long[] shape = entry.Layout == TensorLayout.Vector ? [source.FileRows]
            : source.Orientation == TensorOrientation.OutIn ? [source.FileRows, entry.Columns]
            : [entry.Columns, source.FileRows];
        float[] values = new float[source.FileRows * entry.Columns];
        bool isGain = entry.Name.Contains("Norm", StringComparison.Ordinal) && entry.Name.EndsWith("Weight", StringComparison.Ordinal);

        // Projections keep the size of what they project, so that no activation saturates and no softmax is one-hot.
        float size = entry.Layout switch
        {
            TensorLayout.Panels => MathF.Sqrt(3f / entry.Columns),
            TensorLayout.Rows => 1f,
            _ => 0.2f,
        };
        Random random = new(Seed(name));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Round(entry.Format, (isGain ? 1f : 0f) + (size * ((2f * random.NextSingle()) - 1f)));
        }

        data.Set(name, values, shape);
        if (entry.Format != WeightFormat.Float32)
        {
            data.WriteAs(entry.Format == WeightFormat.BFloat16 ? TensorDataType.BF16 : TensorDataType.F16, name);
        }
    }

    /// <summary>A number near <paramref name="value"/> that the format holds.</summary>
    public static float Round(WeightFormat format, float value) => format switch
    {
        WeightFormat.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000),
        WeightFormat.Float16 => (float)(Half)value,
        _ => value,
    };

    /// <summary>A seed from the name: string hash codes differ from process to process.</summary>
    private static int Seed(string name)
    {
        int seed = 17;
        foreach (char letter in name)
        {
            seed = unchecked((seed * 31) + letter);
        }

        return seed;
    }

    private static string CreateFolder()
    {
        string folder = Directory.CreateTempSubdirectory("model-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
