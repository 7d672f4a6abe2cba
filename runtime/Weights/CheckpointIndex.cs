using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Transformers.Generated.Weights;

/// <summary>The index of a sharded checkpoint: <c>{"metadata": {…}, "weight_map": {tensor: shard}}</c>.</summary>
/// <remarks>
/// The index is as untrusted as the shards, and it names files. So a shard must be a plain name in the directory of the index, and where
/// it is a symbolic link, the link must not leave that directory. One exception: in a Hugging Face cache the files of
/// <c>snapshots/&lt;revision&gt;</c> are links to <c>../../blobs/&lt;hash&gt;</c>, which belong to the same model.
/// </remarks>
internal sealed class CheckpointIndex
{
    private const int MaxIndexBytes = SafetensorsHeader.MaxLength;

    // The largest published checkpoints have a few hundred; the limit keeps an index from exhausting the file handles of the process.
    private const int MaxShards = 1024;
    private const int MaxLinks = 8;
    private const string BlobPrefix = "../../blobs/";

    private readonly string _directory;

    private CheckpointIndex(string path, Dictionary<string, string> weightMap)
    {
        Path = path;
        WeightMap = weightMap;
        Shards = new SortedSet<string>(weightMap.Values, StringComparer.Ordinal);
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        _directory = Directory.ResolveLinkTarget(directory, returnFinalTarget: true)?.FullName ?? directory;
    }

    /// <summary>Path of the index file.</summary>
    internal string Path { get; }

    /// <summary>The shard of each tensor.</summary>
    internal Dictionary<string, string> WeightMap { get; }

    /// <summary>The distinct shards, sorted.</summary>
    internal SortedSet<string> Shards { get; }

    /// <summary>Reads and verifies an index; the shards are not touched.</summary>
    /// <exception cref="CheckpointException">The file is not an index, or names a shard that is not a plain file name.</exception>
    internal static CheckpointIndex Read(string path)
    {
        long length = ((FileInfo)(File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path))).Length;
        if (length is 0 or > MaxIndexBytes)
        {
            throw new CheckpointException($"{path}: the index has {length} bytes; it must have 1 to {MaxIndexBytes}.");
        }

        CheckpointIndex index = new(path, Parse(File.ReadAllBytes(path), path));
        if (index.Shards.Count is 0 or > MaxShards)
        {
            throw new CheckpointException($"{path}: weight_map names {index.Shards.Count} shards; it must name 1 to {MaxShards}.");
        }

        foreach (string shard in index.Shards)
        {
            if (!IsPlainFileName(shard))
            {
                throw new CheckpointException(
                    $"{path}: weight_map names the shard {CheckpointText.Quote(shard)}; "
                    + "a shard must be a plain file name in the directory of the index, without any separator.");
            }
        }

        return index;
    }

    /// <summary>The path of a shard, once it is known to exist and to stay in the directory.</summary>
    /// <exception cref="CheckpointException">The shard is missing, or is a link that leaves the directory.</exception>
    internal string ResolveShard(string shard)
    {
        string path = System.IO.Path.Combine(_directory, shard);
        FileInfo file = new(path);
        for (int links = 0; file.LinkTarget is { } target; links++)
        {
            if (links == MaxLinks || file.DirectoryName != _directory || FollowLink(target) is not { } next)
            {
                throw new CheckpointException(
                    $"{Path}: the shard {CheckpointText.Quote(shard)} is a symbolic link to {CheckpointText.Quote(target)}; "
                    + "a shard must not leave the directory of the index. Copy the file there.");
            }

            file = new FileInfo(next);
        }

        if (!file.Exists)
        {
            throw new CheckpointException($"{Path}: the shard {CheckpointText.Quote(shard)} is missing; fetch it into {_directory}.");
        }

        return path;
    }

    /// <summary>
    /// Where a link inside the directory leads, or null if that is elsewhere. Decided on the text: no directory is followed.
    /// </summary>
    private string? FollowLink(string target)
    {
        target = OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target;
        string own = _directory.Replace('\\', '/') + "/";
        string name = target.StartsWith(own, StringComparison.Ordinal) ? target[own.Length..] : target;
        if (IsPlainFileName(name))
        {
            return System.IO.Path.Combine(_directory, name);
        }

        string snapshots = System.IO.Path.GetDirectoryName(_directory) ?? "";
        string blobs = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(snapshots) ?? "", "blobs");
        bool isBlob = System.IO.Path.GetFileName(snapshots) == "snapshots"
            && target.StartsWith(BlobPrefix, StringComparison.Ordinal)
            && IsPlainFileName(target[BlobPrefix.Length..])
            && new DirectoryInfo(blobs).LinkTarget is null;
        return isBlob ? System.IO.Path.Combine(blobs, target[BlobPrefix.Length..]) : null;
    }

    /// <summary>Whether a name is one path component on every operating system; a colon names a drive or a stream on Windows.</summary>
    private static bool IsPlainFileName(string name) =>
        name is not ("" or "." or "..") && !name.AsSpan().ContainsAny(@"/\:") && !ContainsControl(name);

    private static bool ContainsControl(string name)
    {
        foreach (char character in name)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> Parse(byte[] json, string path)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 64 });
            return ParseIndex(ref reader, path);
        }
        catch (JsonException exception)
        {
            throw new CheckpointException($"{path}: the index is not valid JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // From GetString: bytes that are not UTF-8, or an escape that is half of a surrogate pair.
            throw new CheckpointException($"{path}: the index has text that is not valid Unicode.", exception);
        }
    }

    private static Dictionary<string, string> ParseIndex(ref Utf8JsonReader reader, string path)
    {
        Dictionary<string, string>? weightMap = null;
        reader.Read();
        RequireObject(ref reader, "the index", path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isWeightMap = reader.ValueTextEquals("weight_map");
            reader.Read();
            if (!isWeightMap)
            {
                reader.Skip();
                continue;
            }

            if (weightMap is not null)
            {
                throw new CheckpointException($"{path}: the key 'weight_map' occurs twice; keys must be unique.");
            }

            weightMap = ParseWeightMap(ref reader, path);
        }

        reader.Read();
        return weightMap ?? throw new CheckpointException($"{path}: the index has no weight_map; it maps each tensor to its shard.");
    }

    private static Dictionary<string, string> ParseWeightMap(ref Utf8JsonReader reader, string path)
    {
        Dictionary<string, string> weightMap = new(StringComparer.Ordinal);
        RequireObject(ref reader, "weight_map", path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new CheckpointException(
                    $"{path}: weight_map[{CheckpointText.Quote(tensor)}] must be the name of a shard, but is {reader.TokenType}.");
            }

            if (!weightMap.TryAdd(tensor, reader.GetString()!))
            {
                throw new CheckpointException($"{path}: weight_map has the key {CheckpointText.Quote(tensor)} twice; keys must be unique.");
            }
        }

        return weightMap;
    }

    private static void RequireObject(ref Utf8JsonReader reader, string subject, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new CheckpointException($"{path}: {subject} must be a JSON object, but is {reader.TokenType}.");
        }
    }
}
