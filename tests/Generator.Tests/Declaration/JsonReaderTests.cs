using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Transformers.Generated.Generator.Infrastructure.Json;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>The generator's JSON reader: what it accepts, and one negative test for each rule.</summary>
public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("null", JsonKind.Null, "")]
    [InlineData(" true\n", JsonKind.True, "")]
    [InlineData("\tfalse\r", JsonKind.False, "")]
    [InlineData("0", JsonKind.Number, "0")]
    [InlineData("-0.5e-12", JsonKind.Number, "-0.5e-12")]
    [InlineData("1e-12", JsonKind.Number, "1e-12")]
    [InlineData("1E+5", JsonKind.Number, "1E+5")]
    [InlineData("NaN", JsonKind.Number, "NaN")]
    [InlineData("Infinity", JsonKind.Number, "Infinity")]
    [InlineData("-Infinity", JsonKind.Number, "-Infinity")]
    [InlineData("\"\"", JsonKind.String, "")]
    [InlineData("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", JsonKind.String, "a\"\\/\b\f\n\r\té")]
    [InlineData("\"\\uD83D\\uDE00\"", JsonKind.String, "😀")]
    [InlineData("\"😀\"", JsonKind.String, "😀")]
    [InlineData("\uFEFF1", JsonKind.Number, "1")]
    public void Scalars(string text, object kind, string expected)
    {
        JsonValue value = JsonReader.Read(text);

        Assert.Equal(((JsonKind)kind, expected), (value.Kind, value.Text));
    }

    [Fact]
    public void Arrays_and_objects_keep_their_order()
    {
        JsonValue value = JsonReader.Read("""{ "b" : [ 1 , [] , {} ] , "a" : "x" }""");

        Assert.Equal(["b", "a"], value.Members.Select(member => member.Name));
        Assert.Equal([JsonKind.Number, JsonKind.Array, JsonKind.Object], value.Members[0].Value.Items.Select(item => item.Kind));
    }

    [Theory]
    [InlineData("", "line 1, column 1: expected a value, the text ends")]
    [InlineData("   ", "line 1, column 4: expected a value, the text ends")]
    [InlineData("{", "line 1, column 2: expected a name in quotation marks, the text ends")]
    [InlineData("[1", "line 1, column 3: expected ',' or ']', the text ends")]
    [InlineData("{\"a\"", "line 1, column 5: expected ':', the text ends")]
    [InlineData("{\"a\":", "line 1, column 6: expected a value, the text ends")]
    [InlineData("{\"a\":1", "line 1, column 7: expected ',' or '}', the text ends")]
    [InlineData("{\"a\":1,}", "line 1, column 8: expected a name in quotation marks, found \"}\"")]
    [InlineData("[1,]", "line 1, column 4: expected a value, found \"]\"")]
    [InlineData("{a:1}", "line 1, column 2: expected a name in quotation marks, found \"a\"")]
    [InlineData("{\"a\" 1}", "line 1, column 6: expected ':', found \"1\"")]
    [InlineData("1 2", "line 1, column 3: expected the end of the text, found \"2\"")]
    [InlineData("{\n}\n}", "line 3, column 1: expected the end of the text, found \"}\"")]
    [InlineData("// comment\n1", "line 1, column 1: expected a value, found \"/\"")]
    [InlineData("'a'", "line 1, column 1: expected a value, found \"'\"")]
    [InlineData("tru", "line 1, column 1: expected a value, found \"t\"")]
    [InlineData("01", "line 1, column 2: expected the end of the text, found \"1\"")]
    [InlineData("+1", "line 1, column 1: expected a value, found \"+\"")]
    [InlineData(".5", "line 1, column 1: expected a value, found \".\"")]
    [InlineData("-", "line 1, column 2: expected a value, the text ends")]
    [InlineData("1.", "line 1, column 3: expected a digit after the decimal point, the text ends")]
    [InlineData("1e", "line 1, column 3: expected a digit of the exponent, the text ends")]
    [InlineData("1e+", "line 1, column 4: expected a digit of the exponent, the text ends")]
    [InlineData("\"a", "line 1, column 3: expected the end of a string, the text ends")]
    [InlineData("\"a\\", "line 1, column 4: expected one of \"\\/bfnrtu after a backslash, the text ends")]
    [InlineData("\"\\x\"", "line 1, column 3: expected one of \"\\/bfnrtu after a backslash, found \"x\"")]
    [InlineData("\"\\u12\"", "line 1, column 4: expected four hexadecimal digits after \\u, found \"1\"")]
    [InlineData("\"\\u12 4\"", "line 1, column 4: expected four hexadecimal digits after \\u, found \"1\"")]
    [InlineData("\"a\nb\"", "line 1, column 3: a control character in a string must be escaped")]
    [InlineData("\"a\\ud800\"", "half of a surrogate pair")]
    [InlineData("\"\\ud800x\"", "half of a surrogate pair")]
    [InlineData("\"\\ud800\\ud800\"", "half of a surrogate pair")]
    [InlineData("\"\\udc00\"", "line 1, column 2: half of a surrogate pair")]
    [InlineData("{\"a\":1,\"b\":2,\"a\":3}", "line 1, column 14: the name \"a\" occurs twice in one object")]
    [InlineData("{\"a\":{\"b\":1,\"\\u0062\":2}}", "the name \"b\" occurs twice in one object")]
    [InlineData("\0", "line 1, column 1: expected a value, found \"?\"")]
    public void Errors_give_place_and_expectation(string text, string message)
    {
        JsonFormatException exception = Assert.Throws<JsonFormatException>(() => JsonReader.Read(text));

        Assert.EndsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(1_000_000, false)]
    public void Nesting_ends_at_64_levels(int depth, bool isRead)
    {
        string arrays = new string('[', depth) + new string(']', depth);
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

        foreach (string text in new[] { arrays, objects }.Where(text => text.Length <= JsonReader.MaxLength))
        {
            Exception? exception = Record.Exception(() => JsonReader.Read(text));
            Assert.Equal(isRead, exception is null);
            Assert.True(isRead || exception is JsonFormatException && exception.Message.Contains("deeper than 64 levels", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Siblings_do_not_count_as_nesting() =>
        Assert.Equal(1000, JsonReader.Read("[" + string.Join(",", Enumerable.Repeat("[[]]", 1000)) + "]").Items.Count);

    [Fact]
    public void A_text_may_not_be_longer_than_the_limit()
    {
        string longest = new(' ', JsonReader.MaxLength - 1);

        Assert.Equal(JsonKind.Number, JsonReader.Read(longest + "1").Kind);
        Assert.Contains(
            "at most 4194304", Assert.Throws<JsonFormatException>(() => JsonReader.Read(longest + "12")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_cut_anywhere_is_an_error_and_nothing_else()
    {
        const string Text = "{\"a\": [1.5e-3, true, null, \"\\u00e9\\n\"], \"b\": {\"c\": -2}}";

        for (int length = 0; length < Text.Length; length++)
        {
            Assert.Throws<JsonFormatException>(() => JsonReader.Read(Text[..length]));
        }
    }

    [Fact]
    public void Random_damage_is_read_or_an_error_and_nothing_else()
    {
        const string Text = "{\"a\": [1.5e-3, true, null, \"\\u00e9\\n\"], \"b\": {\"c\": -2, \"d\": [[{}], []]}}";
        const string Alphabet = "{}[]\":,\\u0019-+.eEtfnNI \n\0\uD83D\uDE00";
        Random random = new(20240607);
        int errors = 0;
        for (int i = 0; i < 20_000; i++)
        {
            StringBuilder damaged = new(Text);
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                damaged[random.Next(damaged.Length)] = Alphabet[random.Next(Alphabet.Length)];
            }

            errors += Record.Exception(() => JsonReader.Read(damaged.ToString())) switch
            {
                null => 0,
                JsonFormatException => 1,
                Exception other => throw new InvalidOperationException(damaged.ToString(), other),
            };
        }

        Assert.InRange(errors, 10_000, 19_999);
    }

    [Fact]
    public void Long_texts_take_linear_time()
    {
        static TimeSpan Measure(int members)
        {
            string text = "{" + string.Join(",", Enumerable.Range(0, members).Select(i => $"\"key{i}\":\"{new string('v', 20)}\"")) + "}";
            Stopwatch watch = Stopwatch.StartNew();
            JsonReader.Read(text);
            return watch.Elapsed;
        }

        Measure(1000);
        TimeSpan small = Measure(5_000);
        TimeSpan large = Measure(80_000);

        // 16 times the text; quadratic would be 256 times the time.
        Assert.True(large < TimeSpan.FromMilliseconds(50) + (small * 128), $"{small} for 5,000 members, {large} for 80,000");
    }

    [Fact]
    public void Values_in_messages_are_short_and_on_one_line()
    {
        JsonValue value = new(JsonKind.String, "a\nb\u001b[31m" + new string('x', 100));

        Assert.Equal("\"a?b?[31m" + new string('x', 52) + "...\"", value.Display);
    }
}
