using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peers.Report;

/// <summary>Writes numbers with five digits: more were not measured.</summary>
internal sealed class ShortNumbers : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString("G5", CultureInfo.InvariantCulture));
}
