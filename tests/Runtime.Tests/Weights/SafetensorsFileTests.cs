using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Reading data from a file that is valid, at least when it is opened.</summary>
public sealed class SafetensorsFileTests
{
    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void ReadsAnyRangeAsFloats(string type)
    {
        // 40,000 elements: more than one conversion buffer of 64 KB. Small integers are exact in every type.
        float[] values = [.. Enumerable.Range(0, 40_000).Select(static index => (float)(index % 255) - 127)];
        using TemporaryFolder folder = new();
        byte[] content = new SafetensorsBuilder().Add("before", "U8", [3], [1, 2, 3]).Add("a", [200, 200], values, type).Build();
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", content));
        Assert.True(file.TryGetTensor("a", out TensorInfo? tensor));
        Assert.Equal([200L, 200L], tensor.Shape.ToArray());
        foreach ((int start, int count) in (ReadOnlySpan<(int, int)>)[(0, 40_000), (0, 1), (39_999, 1), (12_345, 23_456), (40_000, 0)])
        {
            float[] read = new float[count];
            file.ReadFloats(tensor, start, read);
            Assert.Equal(values.AsSpan(start, count).ToArray(), read);
        }
    }

    [Fact]
    public void ReadsBytesOfAnyType()
    {
        using TemporaryFolder folder = new();
        byte[] content = new SafetensorsBuilder().Add("a", "F4", [4], [1, 2]).Add("b", "I16", [2], [3, 4, 5, 6]).Build();
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", content));
        byte[] read = new byte[3];
        file.ReadBytes(file.Tensors[1], 1, read);
        Assert.Equal([4, 5, 6], read);
    }

    [Fact]
    public void ListsTensorsInTheOrderOfTheirDataAndKeepsMetadata()
    {
        const string Header = "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]},\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", SafetensorsBuilder.Raw(Header, 5)));
        Assert.Equal(["a", "b"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal(4, file.Tensors[1].Offset);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.False(file.TryGetTensor("c", out _));
    }

    [Fact]
    public void RefusesIntegersWhereFloatsAreAsked()
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(
            folder.Write("m.safetensors", new SafetensorsBuilder().Add("ids", "I64", [1], new byte[8]).Build()));
        CheckpointException exception = Assert.Throws<CheckpointException>(() => file.ReadFloats(file.Tensors[0], 0, new float[1]));
        Assert.Contains("'ids' I64 [1] cannot be read as floats", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 3)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, 1)]
    public void RefusesRangesOutsideTheTensor(long start, int count)
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(
            folder.Write("m.safetensors", new SafetensorsBuilder().Add("a", [2], [1, 2]).Add("b", [9], new float[9]).Build()));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadFloats(file.Tensors[0], start, new float[count]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(file.Tensors[0], start, new byte[count * 4 + 4]));
    }

    [Fact]
    public void RefusesTensorOfAnotherFile()
    {
        using TemporaryFolder folder = new();
        string smallPath = folder.Write("s.safetensors", new SafetensorsBuilder().Add("a", [1], [1]).Build());
        string largePath = folder.Write("l.safetensors", new SafetensorsBuilder().Add("a", [9], new float[9]).Build());
        using SafetensorsFile small = SafetensorsFile.Open(smallPath);
        using SafetensorsFile large = SafetensorsFile.Open(largePath);
        Assert.Throws<ArgumentException>(() => small.ReadFloats(large.Tensors[0], 5, new float[1]));
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    public void NoticesThatTheFileIsShortenedAfterOpening(string type)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", new SafetensorsBuilder().Add("a", [100], new float[100], type).Build());
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using (FileStream writer = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(writer.Length - 1);
        }

        CheckpointException exception = Assert.Throws<CheckpointException>(() => file.ReadFloats(file.Tensors[0], 0, new float[100]));
        Assert.Contains("shortened since it was opened", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A sparse file of 5 GB: offsets and lengths beyond 32 bits.</summary>
    [Fact]
    public void ReadsBeyondFourGigabytes()
    {
        const long Count = 5L << 28;
        byte[] header = Encoding.UTF8.GetBytes($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{Count}],\"data_offsets\":[0,{Count * 4}]}}}}");
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", SafetensorsBuilder.Raw(header, 0));
        using (FileStream writer = new(path, FileMode.Open, FileAccess.Write))
        {
            writer.SetLength(8 + header.Length + (Count * 4));
            writer.Position = writer.Length - 4;
            writer.Write(BitConverter.GetBytes(42f));
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        float[] read = new float[2];
        file.ReadFloats(file.Tensors[0], Count - 2, read);
        Assert.Equal([0f, 42f], read);
    }

    [Fact]
    public async Task RefusesNamedPipeInsteadOfWaitingForAWriter()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using TemporaryFolder folder = new();
        string pipe = folder.PathOf("m.safetensors");
        using (Process process = Process.Start("mkfifo", [pipe]))
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        File.CreateSymbolicLink(folder.PathOf("link.safetensors"), pipe);
        foreach (string path in (string[])[pipe, folder.PathOf("link.safetensors")])
        {
            Task open = Task.Run(() => SafetensorsFile.Open(path));
            Assert.Same(open, await Task.WhenAny(open, Task.Delay(TimeSpan.FromSeconds(30))));
            await Assert.ThrowsAsync<CheckpointException>(() => open);
        }
    }

    [Fact]
    public void MissingFileIsAnOrdinaryFileError()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(folder.PathOf("none.safetensors")));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Open(""));
    }

    [Fact]
    public void ReadAfterDisposeThrows()
    {
        using TemporaryFolder folder = new();
        SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", new SafetensorsBuilder().Add("a", [1], [1]).Build()));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadFloats(file.Tensors[0], 0, new float[1]));
    }

    [Fact]
    public void FailedOpenClosesTheFile()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", SafetensorsBuilder.Raw("{}", 1));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        using FileStream exclusive = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.CanWrite);
    }
}
