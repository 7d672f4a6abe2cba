using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Every rule of the safetensors format, broken once; and what the format allows, accepted.</summary>
public sealed class SafetensorsFormatTests
{
    private const string OneFloat = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    [Theory]
    // The header as JSON.
    [InlineData("", 0, "not valid JSON")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{}}", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    [InlineData("{,}", 0, "not valid JSON")]
    [InlineData("{\"a\":1,}", 0, "tensor 'a' must be an object")]
    [InlineData("{" + OneFloat + ",}", 4, "not valid JSON")]
    [InlineData("// c\n{}", 0, "not valid JSON")]
    [InlineData("[]", 0, "must be a JSON object and begin with '{'")]
    [InlineData("null", 0, "must be a JSON object and begin with '{'")]
    [InlineData("\ufeff{}", 0, "not valid JSON")]
    [InlineData("{\"\\ud800\":1}", 0, "not valid Unicode")]
    // __metadata__.
    [InlineData("{\"__metadata__\":null}", 0, "__metadata__ must be an object")]
    [InlineData("{\"__metadata__\":[]}", 0, "__metadata__ must be an object")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "values are strings")]
    [InlineData("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", 0, "values are strings")]
    [InlineData("{\"__metadata__\":{\"a\":null}}", 0, "values are strings")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "'a' occurs twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__ occurs twice")]
    // Keys.
    [InlineData("{" + OneFloat + "," + OneFloat + "}", 4, "'a' occurs twice")]
    [InlineData("{\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}," + OneFloat + "}", 4, "'a' occurs twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'dtype' occurs twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'shape' occurs twice")]
    [InlineData("{\"a\":{\"data_offsets\":[0,4],\"data_offsets\":[0,4],\"shape\":[1]}}", 4, "'data_offsets' occurs twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1,\"x\":1}}", 4, "'x' occurs twice")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "has no dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "has no shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "has no data_offsets")]
    [InlineData("{\"a\":{}}", 0, "has no dtype")]
    [InlineData("{\"a\":null}", 0, "must be an object")]
    [InlineData("{\"a\":\"F32\"}", 0, "must be an object")]
    // dtype.
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'F31' is not a type")]
    [InlineData("{\"a\":{\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'f32' is not a type")]
    [InlineData("{\"a\":{\"dtype\":\"\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "'' is not a type")]
    [InlineData("{\"a\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype must be a string")]
    // shape.
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}", 4, "shape must be an array")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-0],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e0],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}", 4, "shape[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,18446744073709551616],\"data_offsets\":[0,4]}}", 4, "shape[1] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296,0],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}", 0, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693953],\"data_offsets\":[0,8]}}", 8, "overflows")]
    // data_offsets of one tensor.
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "has no data_offsets of the form")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "data_offsets has more than 2")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[]}}", 4, "has no data_offsets of the form")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":{}}}", 4, "data_offsets must be an array")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "data_offsets[0] must be an integer")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "end before they begin")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,3]}}", 3, "needs 4 bytes, but data_offsets [0, 3] span 3")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]}}", 5, "needs 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "needs 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0]}}", 0, "needs 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,4]}}", 4, "needs 0 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "not whole bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F6_E2M3\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1, "not whole bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F6_E3M2\",\"shape\":[5],\"data_offsets\":[0,4]}}", 4, "not whole bytes")]
    // data_offsets of all tensors together.
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "leaves a hole")]
    [InlineData("{" + OneFloat + ",\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[5,6]}}", 6, "leaves a hole")]
    [InlineData("{" + OneFloat + ",\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]}}", 5, "overlaps")]
    [InlineData("{" + OneFloat + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "overlaps")]
    [InlineData("{" + OneFloat + ",\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[2,2]}}", 4, "overlaps")]
    [InlineData("{" + OneFloat + ",\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[9,9]}}", 4, "leaves a hole")]
    [InlineData("{" + OneFloat + "}", 3, "truncated")]
    [InlineData("{" + OneFloat + "}", 0, "truncated")]
    [InlineData("{" + OneFloat + "}", 5, "something behind the last tensor")]
    [InlineData("{}", 1, "something behind the last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[0,9223372036854775807]}}", 4, "overflows")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1152921504606846975],\"data_offsets\":[0,1152921504606846975]}}", 4, "truncated")]
    public void RefusesBrokenHeader(string header, int dataLength, string expected) =>
        AssertRefused(SafetensorsBuilder.Raw(header, dataLength), expected);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void RefusesFileShorterThanLengthPrefix(int length) => AssertRefused(new byte[length], $"the file has {length} bytes");

    [Theory]
    [InlineData(3UL, "truncated")]
    [InlineData(100_000_000UL, "truncated")]
    [InlineData(100_000_001UL, "the format allows 100000000")]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFUL, "the format allows")]
    [InlineData(0x8000_0000_0000_0000UL, "the format allows")]
    [InlineData(ulong.MaxValue, "the format allows")]
    [InlineData(ulong.MaxValue - 7, "the format allows")]
    [InlineData(1UL, "not valid JSON")]
    [InlineData(0UL, "not valid JSON")]
    public void RefusesHeaderLengthOutsideFile(ulong claimed, string expected) =>
        AssertRefused(SafetensorsBuilder.Raw(claimed, "{}"u8.ToArray(), 0), expected);

    [Theory]
    [InlineData(new byte[] { 0x7B, 0xFF, 0x7D })] // never a UTF-8 byte
    [InlineData(new byte[] { 0x7B, 0x22, 0xC0, 0x80, 0x22, 0x7D })] // overlong NUL
    [InlineData(new byte[] { 0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x7D })] // surrogate
    [InlineData(new byte[] { 0x7B, 0x22, 0xE2, 0x82, 0x22, 0x7D })] // cut short
    public void RefusesHeaderThatIsNotUtf8(byte[] header) => AssertRefused(SafetensorsBuilder.Raw(header, 0), "not valid UTF-8");

    [Fact]
    public void RefusesDeepNesting()
    {
        string nested = new string('[', 10_000) + new string(']', 10_000);
        AssertRefused(SafetensorsBuilder.Raw($"{{\"a\":{{\"x\":{nested}}}}}", 0), "not valid JSON");
    }

    [Fact]
    public void RefusesMoreAxesThanAnyFrameworkHas()
    {
        string axes = string.Join(',', Enumerable.Repeat("1", 65));
        string header = $"{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{axes}],\"data_offsets\":[0,1]}}}}";
        AssertRefused(SafetensorsBuilder.Raw(header, 1), "more than 64");
    }

    /// <summary>The amplification attack of the reference's list: many tensors over one range of bytes.</summary>
    [Fact]
    public void RefusesManyTensorsOverOneRange()
    {
        string entries = string.Join(',', Enumerable.Range(0, 10).Select(
            static index => $"\"t{index}\":{{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}"));
        AssertRefused(SafetensorsBuilder.Raw("{" + entries + "}", 16), "overlaps");
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("  \r\n\t{}  \n", 0)]
    [InlineData("{\"__metadata__\":{}}", 0)]
    [InlineData("{\"__metadata__\":{\"format\":\"pt\"}," + OneFloat + "}   ", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"data_offsets\":[0,4],\"x\":{\"y\":[1,2]},\"shape\":[1,1,1],\"dtype\":\"F32\"}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[3,0],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}," + OneFloat + "}", 4)]
    [InlineData("{\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}," + OneFloat + "}", 4)]
    [InlineData("{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}," + OneFloat + "}", 5)]
    [InlineData("{\"\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("{\"\\u00e9\\n\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[0,3]}}", 3)]
    public void AcceptsWhatTheFormatAllows(string header, int dataLength)
    {
        using TemporaryFolder folder = new();
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", SafetensorsBuilder.Raw(header, dataLength)));
        Assert.Equal(dataLength, file.Tensors.Sum(static tensor => tensor.ByteLength));
    }

    [Theory]
    [InlineData("BOOL", 8)]
    [InlineData("U8", 8)]
    [InlineData("I8", 8)]
    [InlineData("F8_E5M2", 8)]
    [InlineData("F8_E4M3", 8)]
    [InlineData("F8_E8M0", 8)]
    [InlineData("F8_E4M3FNUZ", 8)]
    [InlineData("F8_E5M2FNUZ", 8)]
    [InlineData("I16", 16)]
    [InlineData("U16", 16)]
    [InlineData("F16", 16)]
    [InlineData("BF16", 16)]
    [InlineData("I32", 32)]
    [InlineData("U32", 32)]
    [InlineData("F32", 32)]
    [InlineData("I64", 64)]
    [InlineData("U64", 64)]
    [InlineData("F64", 64)]
    [InlineData("C64", 64)]
    [InlineData("F4", 4)]
    [InlineData("F6_E2M3", 6)]
    [InlineData("F6_E3M2", 6)]
    public void KnowsTheWidthOfEveryType(string type, int bits)
    {
        using TemporaryFolder folder = new();
        byte[] content = new SafetensorsBuilder().Add("a", type, [8], new byte[bits]).Build();
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m.safetensors", content));
        Assert.Equal(bits, file.Tensors[0].ByteLength);
        Assert.Equal(8, file.Tensors[0].ElementCount);
        Assert.StartsWith($"'a' {type} [8]", file.Tensors[0].ToString(), StringComparison.Ordinal);

        AssertRefused(new SafetensorsBuilder().Add("a", type, [8], new byte[bits - 1]).Build(), $"needs {bits} bytes");
    }

    [Fact]
    public void MessageNamesFileAndTensorWithoutRepeatingHostileText()
    {
        string name = "evil\\u0007\\n" + new string('x', 10_000);
        byte[] content = SafetensorsBuilder.Raw($"{{\"{name}\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]}}}}", 5);
        string message = AssertRefused(content, "'evil??xxx");
        Assert.Contains("m.safetensors: tensor", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 500);
    }

    [Fact]
    public void ShortFileCannotAskForALargeHeader()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", SafetensorsBuilder.Raw(100_000_000, "{}"u8.ToArray(), 0));
        Assert.InRange(AllocatedByRefusing(path), 0, 100_000);
    }

    /// <summary>Headers made to cost much memory for few bytes: empty tensors, empty strings, unknown keys, long shapes.</summary>
    [Theory]
    [InlineData("\"{0}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", "{", "}")]
    [InlineData("\"{0}\":\"\"", "{\"__metadata__\":{", "}}")]
    [InlineData("\"{0}\":0", "{\"a\":{", "}}")]
    [InlineData("{0}", "{\"a\":{\"shape\":[", "]}}")]
    [InlineData("\"{0}\":{{\"dtype\":\"U8\",\"shape\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],\"data_offsets\":[0,0]}}", "{", "}")]
    public void MemoryOfHeaderIsProportionalToFile(string entry, string open, string close)
    {
        StringBuilder header = new(open);
        for (int index = 0; index < 50_000; index++)
        {
            header.Append(index == 0 ? "" : ",").AppendFormat(CultureInfo.InvariantCulture, entry, index);
        }

        using TemporaryFolder folder = new();
        // One byte of data too many, so that every one of them is refused at the end.
        byte[] content = SafetensorsBuilder.Raw(header.Append(close).ToString(), 1);
        Assert.InRange(AllocatedByRefusing(folder.Write("m.safetensors", content)), 0, 32L * content.Length);
    }

    private static long AllocatedByRefusing(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string AssertRefused(byte[] content, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("m.safetensors", content);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }
}
