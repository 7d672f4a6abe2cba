using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Text;

/// <summary>Damaged files beside the weights give an error that names them, whatever the damage, and never anything worse.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private const string Config = """
        {"model_type": "bert", "id2label": {"0": "bad", "1": "s\u00f6-so", "2": "good"}, "problem_type": null, "nested": [[{"x": 1e9}]]}
        """;

    private const string Pooling = """{"word_embedding_dimension": 32, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EveryCutAndManyFlipsAreSurvived()
    {
        Assert.True(Survive(Config, path => ModelLabels.Read(path, "Model", 3)) > 200);
        Assert.True(Survive(Pooling, path => PoolingConfig.Read(path)) > 200);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, $$"""{"deep": {{new string('[', 10_000)}}{{new string(']', 10_000)}}}""");
        Assert.Throws<InvalidDataException>(() => ModelLabels.Read(path, "Model", 3));
        Assert.Throws<InvalidDataException>(() => PoolingConfig.Read(path));
    }

    [Fact]
    public void ManyLabelsDoNotFillTheMemory()
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, $"{{\"id2label\": {{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\": \"label\""))}}}}}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ModelLabels.Read(path, "Model", 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * new FileInfo(path).Length);
        Assert.Contains("id2label has 100000 labels, but Model.LabelCount is 3", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Reads every beginning of a file and 2,000 variants with bytes changed; says how many were refused.</summary>
    private int Survive(string content, Action<string> read)
    {
        string path = Path.Combine(_folder, "file.json");
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        Random random = new(11);
        IEnumerable<byte[]> variants = Enumerable.Range(0, bytes.Length).Select(length => bytes[..length]).Concat(Enumerable.Range(0, 2_000).Select(_ =>
        {
            byte[] variant = [.. bytes];
            variant[random.Next(variant.Length)] = (byte)random.Next(256);
            variant[random.Next(variant.Length)] ^= (byte)(1 << random.Next(8));
            return variant;
        }));
        int refused = 0;
        foreach (byte[] variant in variants)
        {
            File.WriteAllBytes(path, variant);
            try
            {
                read(path);
            }
            catch (InvalidDataException error)
            {
                Assert.Contains("file.json", error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        return refused;
    }
}
