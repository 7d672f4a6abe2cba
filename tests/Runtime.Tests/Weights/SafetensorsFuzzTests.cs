using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>
/// Damaged files: whatever the damage, either the file is still valid and can be read, or a <see cref="CheckpointException"/>.
/// </summary>
public sealed class SafetensorsFuzzTests
{
    private const int RandomMutations = 90_000;

    // More than any of these small files needs by far, and little enough to notice an allocation that a field of the file controls.
    private const long MaxAllocatedBytes = 1 << 20;

    private static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "null", "true", "-1", "0", "1e9", "0.5", "4294967296",
        "9223372036854775807", "18446744073709551615", "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "F32", "F4",
        "[[[[[[[[[[", "\u00e9", " ", "\n",
    ];

    [Fact]
    public void SystematicDamageIsRefusedOrHarmless()
    {
        Outcome outcome = new();
        using TemporaryFolder folder = new();
        string path = folder.PathOf("m.safetensors");
        foreach (byte[] seed in Seeds())
        {
            for (int length = 0; length < seed.Length; length++)
            {
                Try(path, seed[..length], outcome);
            }

            int headerEnd = 8 + (int)BitConverter.ToUInt64(seed);
            for (int bit = 0; bit < headerEnd * 8; bit++)
            {
                byte[] damaged = [.. seed];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                Try(path, damaged, outcome);

                // The same position overwritten with a byte that means something in JSON.
                damaged[bit / 8] = "{}[]\",09"u8[bit % 8];
                Try(path, damaged, outcome);
            }
        }

        Assert.InRange(outcome.Total, 15_000, int.MaxValue);
        Assert.InRange(outcome.Accepted, 1, outcome.Refused);
    }

    [Fact]
    public void RandomDamageIsRefusedOrHarmless()
    {
        Random random = new(20260101);
        Outcome outcome = new();
        using TemporaryFolder folder = new();
        string path = folder.PathOf("m.safetensors");
        List<byte[]> seeds = Seeds();
        for (int round = 0; round < RandomMutations; round++)
        {
            List<byte> content = [.. seeds[random.Next(seeds.Count)]];
            for (int damage = random.Next(1, 4); damage > 0; damage--)
            {
                Damage(content, seeds, random);
            }

            // Half of the time the length prefix is repaired, or else most damage would be found by its first rule.
            bool repairs = content.Count >= 8 && random.Next(2) == 0;
            int brace = repairs ? content.LastIndexOf((byte)'}') : -1;
            if (brace >= 8)
            {
                BitConverter.GetBytes((ulong)(brace - 7)).CopyTo(CollectionsMarshal.AsSpan(content));
            }

            Try(path, [.. content], outcome);
        }

        Assert.Equal(RandomMutations, outcome.Total);
        Assert.InRange(outcome.Accepted, 100, outcome.Refused);
        Assert.InRange(outcome.Rules.Count, 20, int.MaxValue);
    }

    private static void Damage(List<byte> content, List<byte[]> seeds, Random random)
    {
        int at = random.Next(content.Count + 1);
        switch (random.Next(6))
        {
            case 0 when content.Count > 0:
                content[Math.Min(at, content.Count - 1)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                content.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]));
                break;
            case 2:
                content.RemoveRange(at, random.Next(Math.Min(40, content.Count - at) + 1));
                break;
            case 3:
                byte[] other = seeds[random.Next(seeds.Count)];
                int start = random.Next(other.Length);
                content.InsertRange(at, other[start..Math.Min(other.Length, start + random.Next(120))]);
                break;
            case 4 when content.Count > 0:
                content[Math.Min(at, content.Count - 1)] = (byte)random.Next(256);
                break;
            default:
                List<int> digits = [.. Enumerable.Range(0, content.Count).Where(index => content[index] is >= (byte)'0' and <= (byte)'9')];
                if (digits.Count > 0)
                {
                    content[digits[random.Next(digits.Count)]] = (byte)('0' + random.Next(10));
                }

                break;
        }
    }

    private static void Try(string path, byte[] content, Outcome outcome)
    {
        File.WriteAllBytes(path, content);
        outcome.Total++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            ReadEverything(file);
            outcome.Accepted++;
        }
        catch (CheckpointException exception)
        {
            outcome.Refused++;
            outcome.Rules.Add(new string([.. exception.Message[path.Length..].Where(static c => char.IsAsciiLetterLower(c) || c == ' ')]));
        }

        // Any other exception fails the test by itself.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
    }

    private static void ReadEverything(SafetensorsFile file)
    {
        foreach (TensorInfo tensor in file.Tensors)
        {
            file.ReadBytes(tensor, 0, new byte[tensor.ByteLength]);
            if (tensor.DataType.IsWeight())
            {
                file.ReadFloats(tensor, 0, new float[tensor.ElementCount]);
            }
        }
    }

    private static List<byte[]> Seeds() =>
    [
        new SafetensorsBuilder().AddMetadata("format", "pt").Add("w", [2, 3], new float[6]).Add("b", [3], new float[3], "F16").Build(),
        new SafetensorsBuilder()
            .Add("a", "BOOL", [1], [1]).Add("b", "F4", [2, 1], [7]).Add("c", "F6_E2M3", [4], [1, 2, 3]).Add("d", "C64", [1], new byte[8])
            .Add("e", "F8_E4M3", [2], [1, 2]).Add("f", "I64", [1, 1], new byte[8]).Add("g", [2], [1, 2], "BF16").Add("h", [1], [1], "F64")
            .Build(),
        new SafetensorsBuilder().Add("scalar", [], [1]).Add("empty", [0, 5], []).Add("\\u00e9\\\"", [1], [2]).Build(),
        SafetensorsBuilder.Raw("{}", 0),
        SafetensorsBuilder.Raw(
            "  {\"x\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\",\"extra\":{\"deep\":[[1],[2]]}},"
            + "\"y\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[0,4]},\"__metadata__\":{\"k\":\"v\",\"l\":\"\"}}   ",
            8),
    ];

    private sealed class Outcome
    {
        internal int Total { get; set; }

        internal int Accepted { get; set; }

        internal int Refused { get; set; }

        /// <summary>Distinct messages, without the values in them.</summary>
        internal HashSet<string> Rules { get; } = [];
    }
}
