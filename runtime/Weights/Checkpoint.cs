using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;

namespace Transformers.Generated.Weights;

/// <summary>The weights of a model on disk: one safetensors file, or several shards that an index names.</summary>
/// <remarks>All members may be used by several threads at once.</remarks>
public sealed class Checkpoint : IDisposable
{
    private const string SingleFileName = "model.safetensors";
    private const string IndexFileName = "model.safetensors.index.json";
    private const string IndexSuffix = ".safetensors.index.json";

    private static readonly string[] s_pickleExtensions = [".bin", ".pt", ".pth", ".ckpt"];

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, (SafetensorsFile File, TensorInfo Tensor)> _tensors = new(StringComparer.Ordinal);

    private Checkpoint(string path) => Path = path;

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>The files of the checkpoint: one, or the shards in the order of their names.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Opens a checkpoint and verifies the headers of its files.</summary>
    /// <param name="path">
    /// A directory with <c>model.safetensors</c> or <c>model.safetensors.index.json</c>, a <c>.safetensors</c> file, or an index file.
    /// </param>
    /// <returns>The open checkpoint; dispose it to close its files.</returns>
    /// <exception cref="CheckpointException">A file is damaged or hostile, or the weights are in another format.</exception>
    /// <exception cref="IOException">There is no checkpoint at the path, or it cannot be read.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? FindFile(path) : path;
        RefusePickle(file);

        Checkpoint checkpoint = new(path);
        try
        {
            if (file.EndsWith(IndexSuffix, StringComparison.OrdinalIgnoreCase))
            {
                checkpoint.AddShards(CheckpointIndex.Read(file));
            }
            else
            {
                checkpoint.AddFile(SafetensorsFile.Open(file));
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Looks a tensor up by name.</summary>
    /// <param name="name">Exact name in the checkpoint.</param>
    /// <param name="file">The file that has the tensor, if there is one.</param>
    /// <param name="tensor">The tensor, if there is one.</param>
    /// <returns>Whether the checkpoint has the tensor.</returns>
    public bool TryGetTensor(
        string name, [NotNullWhen(true)] out SafetensorsFile? file, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        bool found = _tensors.TryGetValue(name, out (SafetensorsFile File, TensorInfo Tensor) entry);
        (file, tensor) = entry;
        return found;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }
    }

    private static string FindFile(string directory)
    {
        string single = System.IO.Path.Combine(directory, SingleFileName);
        if (File.Exists(single))
        {
            return single;
        }

        string index = System.IO.Path.Combine(directory, IndexFileName);
        if (File.Exists(index))
        {
            return index;
        }

        foreach (string pickle in (string[])["pytorch_model.bin", "pytorch_model.bin.index.json"])
        {
            string other = System.IO.Path.Combine(directory, pickle);
            if (File.Exists(other))
            {
                throw Unconverted(other);
            }
        }

        throw new FileNotFoundException($"{directory}: the directory has neither {SingleFileName} nor {IndexFileName}.", single);
    }

    private static void RefusePickle(string file)
    {
        string extension = System.IO.Path.GetExtension(file);
        if (Array.Exists(s_pickleExtensions, pickle => pickle.Equals(extension, StringComparison.OrdinalIgnoreCase)) && File.Exists(file))
        {
            throw Unconverted(file);
        }
    }

    private static CheckpointException Unconverted(string file) => new(
        $"{file}: PyTorch's pickled weights are not read, since unpickling runs code that the file brings along. "
        + "Convert them once, in Python: import torch; from safetensors.torch import save_file; "
        + "weights = torch.load('pytorch_model.bin', weights_only=True); "
        + "save_file({k: v.clone().contiguous() for k, v in weights.items()}, 'model.safetensors') "
        + "(several .bin shards: load each one and merge the dictionaries first).");

    private void AddShards(CheckpointIndex index)
    {
        foreach (string shard in index.Shards)
        {
            AddFile(SafetensorsFile.Open(index.ResolveShard(shard)));
        }

        foreach ((string tensor, string shard) in index.WeightMap)
        {
            if (!_tensors.TryGetValue(tensor, out (SafetensorsFile File, TensorInfo Tensor) entry)
                || System.IO.Path.GetFileName(entry.File.Path) != shard)
            {
                throw new CheckpointException(
                    $"{index.Path}: weight_map says that tensor {CheckpointText.Quote(tensor)} is in {CheckpointText.Quote(shard)}, but "
                    + (entry.File is null ? "no shard has it." : $"it is in {CheckpointText.Quote(entry.File.Path)}."));
            }
        }
    }

    private void AddFile(SafetensorsFile file)
    {
        _files.Add(file);
        foreach (TensorInfo tensor in file.Tensors)
        {
            if (!_tensors.TryAdd(tensor.Name, (file, tensor)))
            {
                throw new CheckpointException(
                    $"{Path}: tensor {tensor} is in two shards, {CheckpointText.Quote(_tensors[tensor.Name].File.Path)} and "
                    + $"{CheckpointText.Quote(file.Path)}; it must be in one.");
            }
        }
    }
}
