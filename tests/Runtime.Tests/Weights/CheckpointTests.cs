using System;
using System.IO;
using System.Linq;
using System.Text;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Finding the files of a checkpoint, and not being led astray by its index.</summary>
public sealed class CheckpointTests
{
    private const string Index = "model.safetensors.index.json";

    [Fact]
    public void OpensDirectoryFileOrIndex()
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        folder.Write("single/model.safetensors", new SafetensorsBuilder().Add("c", [1], [3]).Build());
        foreach ((string path, string[] names) in (ReadOnlySpan<(string, string[])>)
            [(folder.Root, ["a", "b"]), (folder.PathOf(Index), ["a", "b"]), (folder.PathOf("single"), ["c"]), (folder.PathOf("s1"), ["a"])])
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            Assert.Equal(path, checkpoint.Path);
            Assert.Equal(names, checkpoint.Files.SelectMany(static file => file.Tensors).Select(static tensor => tensor.Name));
        }
    }

    [Fact]
    public void FindsTensorInItsShard()
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Root);
        Assert.True(checkpoint.TryGetTensor("b", out SafetensorsFile? file, out TensorInfo? tensor));
        float[] value = new float[1];
        file.ReadFloats(tensor, 0, value);
        Assert.Equal(2, value[0]);
        Assert.False(checkpoint.TryGetTensor("c", out _, out _));
    }

    [Fact]
    public void PrefersSingleFileToIndex()
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        folder.Write("model.safetensors", new SafetensorsBuilder().Add("c", [1], [3]).Build());
        using Checkpoint checkpoint = Checkpoint.Open(folder.Root);
        Assert.Equal("c", Assert.Single(checkpoint.Files[0].Tensors).Name);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("sub/secret")]
    [InlineData("./s1")]
    [InlineData("s1/")]
    [InlineData("..\\\\secret")]
    [InlineData("sub\\\\secret")]
    [InlineData("C:secret")]
    [InlineData("C:\\\\secret")]
    [InlineData("\\\\\\\\host\\\\share")]
    [InlineData("s1:stream")]
    [InlineData("s1\\u0000")]
    [InlineData("s1\\n")]
    [InlineData("file:///etc/passwd")]
    public void RefusesShardThatIsNotAPlainFileName(string shard)
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        folder.Write("sub/secret", new SafetensorsBuilder().Add("b", [1], [3]).Build());
        AssertRefused(folder, $"{{\"weight_map\":{{\"a\":\"s1\",\"b\":\"{shard}\"}}}}", "must be a plain file name");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("sub/secret")]
    [InlineData("./../model/s2")]
    [InlineData("ABSOLUTE")]
    [InlineData("loop")]
    [InlineData("hop")]
    public void RefusesSymbolicLinkOutOfTheDirectory(string target)
    {
        using TemporaryFolder folder = new();
        byte[] secret = new SafetensorsBuilder().Add("b", [1], [3]).Build();
        string absolute = folder.Write("secret", secret);
        folder.Write("model/sub/secret", secret);
        folder.Write("model/s1", new SafetensorsBuilder().Add("a", [1], [1]).Build());
        File.CreateSymbolicLink(folder.PathOf("model/loop"), "loop");
        File.CreateSymbolicLink(folder.PathOf("model/hop"), "../secret");
        File.CreateSymbolicLink(folder.PathOf("model/s2"), target == "ABSOLUTE" ? absolute : target);
        folder.Write("model/" + Index, "{\"weight_map\":{\"a\":\"s1\",\"b\":\"s2\"}}"u8.ToArray());
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.PathOf("model")));
        Assert.Contains("must not leave the directory", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AcceptsSymbolicLinkInsideTheDirectory(bool isAbsolute)
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        File.Move(folder.PathOf("s2"), folder.PathOf("real"));
        File.CreateSymbolicLink(folder.PathOf("s2"), isAbsolute ? folder.PathOf("real") : "real");
        using Checkpoint checkpoint = Checkpoint.Open(folder.Root);
        Assert.True(checkpoint.TryGetTensor("b", out _, out _));
    }

    /// <summary>The cache of Hugging Face: every file of a snapshot is a link to a blob of the same model.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AcceptsTheLinksOfAHuggingFaceCache(bool throughLinkToSnapshot)
    {
        using TemporaryFolder folder = new();
        string snapshot = WriteCache(folder, "snapshots");
        if (throughLinkToSnapshot)
        {
            Directory.CreateSymbolicLink(folder.PathOf("latest"), snapshot);
            snapshot = folder.PathOf("latest");
        }

        using Checkpoint checkpoint = Checkpoint.Open(snapshot);
        Assert.True(checkpoint.TryGetTensor("a", out _, out _));
    }

    [Fact]
    public void RefusesTheLinksOfAHuggingFaceCacheElsewhere()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<CheckpointException>(() => Checkpoint.Open(WriteCache(folder, "other")));
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("hop")]
    public void RefusesBlobThatIsALinkItself(string target)
    {
        using TemporaryFolder folder = new();
        string snapshot = WriteCache(folder, "snapshots");
        File.Move(folder.PathOf("cache/blobs/123"), folder.PathOf("secret"));
        File.CreateSymbolicLink(folder.PathOf("cache/blobs/123"), target);

        // A bait: looked up in the wrong directory, the link would seem to lead to this harmless file.
        File.WriteAllBytes(Path.Combine(snapshot, "hop"), [1]);
        File.CreateSymbolicLink(folder.PathOf("cache/blobs/hop"), "../../secret");
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(snapshot));
        Assert.Contains("must not leave the directory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesBlobFolderThatIsALink()
    {
        using TemporaryFolder folder = new();
        string snapshot = WriteCache(folder, "snapshots");
        Directory.Move(folder.PathOf("cache/blobs"), folder.PathOf("elsewhere"));
        Directory.CreateSymbolicLink(folder.PathOf("cache/blobs"), folder.PathOf("elsewhere"));
        Assert.Throws<CheckpointException>(() => Checkpoint.Open(snapshot));
    }

    [Theory]
    [InlineData("", "1 to 100000000")]
    [InlineData("x", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "no weight_map")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{\"weight_map\":[]}", "weight_map must be a JSON object")]
    [InlineData("{\"weight_map\":{}}", "names 0 shards")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "must be the name of a shard")]
    [InlineData("{\"weight_map\":{\"a\":null}}", "must be the name of a shard")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\",\"a\":\"s2\"}}", "the key 'a' twice")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\"},\"weight_map\":{\"a\":\"s1\"}}", "'weight_map' occurs twice")]
    [InlineData("{\"weight_map\":{\"\\ud800\":\"s1\"}}", "not valid Unicode")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\",\"b\":\"s3\"}}", "shard 's3' is missing")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\",\"b\":\"s1\"}}", "'b' is in 's1', but no shard has it")]
    [InlineData("{\"weight_map\":{\"a\":\"s2\",\"b\":\"s1\"}}", "'a' is in 's2', but it is in '")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\",\"b\":\"copy\"}}", "'b' is in 'copy', but no shard has it")]
    [InlineData("{\"weight_map\":{\"a\":\"s1\",\"b\":\"s2\",\"c\":\"copy\"}}", "is in two shards")]
    public void RefusesBrokenIndex(string index, string expected)
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        folder.Write("copy", new SafetensorsBuilder().Add(index.Contains("\"c\"", StringComparison.Ordinal) ? "b" : "x", [1], [2]).Build());
        AssertRefused(folder, index, expected);
    }

    [Fact]
    public void RefusesIndexOfMoreShardsThanAnyModelHas()
    {
        using TemporaryFolder folder = new();
        string map = string.Join(',', Enumerable.Range(0, 1025).Select(static index => $"\"{index}\":\"s{index}\""));
        AssertRefused(folder, $"{{\"weight_map\":{{{map}}}}}", "names 1025 shards");
    }

    [Fact]
    public void RefusesDeeplyNestedIndex()
    {
        using TemporaryFolder folder = new();
        AssertRefused(folder, "{\"metadata\":" + new string('[', 10_000) + new string(']', 10_000) + "}", "not valid JSON");
    }

    [Fact]
    public void FailedOpenClosesEveryShard()
    {
        using TemporaryFolder folder = new();
        WriteShards(folder);
        AssertRefused(folder, "{\"weight_map\":{\"a\":\"s1\",\"b\":\"s3\"}}", "missing");
        using FileStream exclusive = new(folder.PathOf("s1"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.CanWrite);
    }

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("pytorch_model.bin.index.json")]
    public void TellsHowToConvertPickledWeights(string name)
    {
        using TemporaryFolder folder = new();
        folder.Write(name, [1, 2, 3]);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Root));
        Assert.Contains("save_file", exception.Message, StringComparison.Ordinal);
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("weights.PT")]
    [InlineData("weights.ckpt")]
    public void TellsHowToConvertPickledFile(string name)
    {
        using TemporaryFolder folder = new();
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Write(name, [1])));
        Assert.Contains("save_file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingThereIsAnOrdinaryFileError()
    {
        using TemporaryFolder folder = new();
        FileNotFoundException exception = Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.Root));
        Assert.Contains("neither model.safetensors nor model.safetensors.index.json", exception.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.PathOf("none.safetensors")));
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.PathOf("none.bin")));
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.PathOf("none" + Index)));
    }

    [Fact]
    public void DamagedIndexIsRefusedOrHarmless()
    {
        const int Mutations = 10_000;
        const string Valid = "{\"metadata\":{\"total_size\":8,\"x\":[1,{}]},\"weight_map\":{\"a\":\"s1\",\"b\":\"s2\"}}";
        string[] tokens = ["..", "/", "\\\\", "\\ud800", "\"", "{", "}", "[", "null", ",", ":", "\"a\":\"s1\",", "\0", "s2", "\u00e9"];
        Random random = new(7);
        using TemporaryFolder folder = new();
        WriteShards(folder);
        int accepted = 0;
        for (int round = 0; round < Mutations; round++)
        {
            StringBuilder index = new(Valid);
            int at = random.Next(Valid.Length);
            _ = random.Next(3) switch
            {
                0 => index.Insert(at, tokens[random.Next(tokens.Length)]),
                1 => index.Remove(at, random.Next(1, Math.Min(12, Valid.Length - at + 1))),
                _ => index.Replace(Valid[at], (char)random.Next(1, 256), at, 1),
            };
            File.WriteAllText(folder.PathOf(Index), index.ToString(), Encoding.Latin1);
            try
            {
                Checkpoint.Open(folder.Root).Dispose();
                accepted++;
            }
            catch (CheckpointException)
            {
                // Expected of most; any other exception fails the test.
            }
        }

        Assert.InRange(accepted, 100, Mutations / 2);
    }

    private static void WriteShards(TemporaryFolder folder)
    {
        folder.Write("s1", new SafetensorsBuilder().Add("a", [1], [1]).Build());
        folder.Write("s2", new SafetensorsBuilder().Add("b", [1], [2]).Build());
        folder.Write(Index, "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"s1\",\"b\":\"s2\"}}"u8.ToArray());
    }

    private static string WriteCache(TemporaryFolder folder, string snapshots)
    {
        folder.Write("cache/blobs/123", new SafetensorsBuilder().Add("a", [1], [1]).Build());
        folder.Write($"cache/{snapshots}/main/{Index}", "{\"weight_map\":{\"a\":\"model-00001.safetensors\"}}"u8.ToArray());
        File.CreateSymbolicLink(folder.PathOf($"cache/{snapshots}/main/model-00001.safetensors"), "../../blobs/123");
        return folder.PathOf($"cache/{snapshots}/main");
    }

    private static void AssertRefused(TemporaryFolder folder, string index, string expected)
    {
        folder.Write(Index, Encoding.UTF8.GetBytes(index));
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Root));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
