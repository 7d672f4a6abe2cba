using System;
using System.Collections.Generic;
using System.IO;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>Reads which pooling a sentence-embedding model was trained with, as sentence-transformers writes it.</summary>
internal static class PoolingConfig
{
    /// <summary>Its place in a model's folder.</summary>
    public static readonly string FileName = Path.Combine("1_Pooling", "config.json");

    private const string Mode = "pooling_mode";
    private const int LongestName = 256;

    /// <summary>The pooling the file asks for; <see cref="Pooling.Mean"/> where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for a pooling that is not supported.</exception>
    public static Pooling Read(string path)
    {
        if (!File.Exists(path))
        {
            return Pooling.Mean;
        }

        List<string> modes = ReadModes(path);
        return modes switch
        {
            ["mean_tokens" or "mean"] => Pooling.Mean,
            ["cls_token" or "cls"] => Pooling.First,
            _ => throw new InvalidDataException(
                $"{path}: the pooling is '{TokenizerSource.Shorten(string.Join(" + ", modes))}', which is neither mean_tokens nor cls_token. "
                + "Set EmbedOptions.Pooling if one of these is good enough, or pool the hidden states that Encode gives."),
        };
    }

    /// <summary>Older files have a boolean for each mode (<c>pooling_mode_cls_token</c>), newer ones may have one string.</summary>
    private static List<string> ReadModes(string path)
    {
        List<string> modes = [];
        char[] buffer = new char[LongestName];
        JsonCursor cursor = new(TokenizerSource.Open(path));
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            ReadOnlySpan<char> name = buffer.AsSpan(0, cursor.ReadName(buffer));
            if (name.SequenceEqual(Mode))
            {
                modes.Add(cursor.ReadString());
            }
            else if (name.StartsWith(Mode + "_") && cursor.ReadBoolean())
            {
                modes.Add(name[(Mode.Length + 1)..].ToString());
            }
        }

        cursor.End();
        return modes;
    }
}
