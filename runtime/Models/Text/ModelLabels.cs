using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>Names of a classifier's labels, and whether they exclude each other.</summary>
internal sealed class ModelLabels
{
    private const int LongestId = 10; // digits of 2^31 - 1

    private ModelLabels(string[] names, bool isMultiLabel)
    {
        Names = names;
        IsMultiLabel = isMultiLabel || names.Length == 1;
    }

    public string[] Names { get; }

    /// <summary>Whether each label has a probability of its own, rather than a share of 1.</summary>
    public bool IsMultiLabel { get; }

    /// <summary>
    /// Reads <c>id2label</c> and <c>problem_type</c> from a config.json; where there is none, labels are called LABEL_0, LABEL_1, ...
    /// </summary>
    /// <param name="path">Path of the file, which may be absent.</param>
    /// <param name="model">Name of the model, for errors.</param>
    /// <param name="count">The model's LabelCount.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or has another number of labels.</exception>
    public static ModelLabels Read(string path, string model, int count)
    {
        string[]? names = null;
        string? problem = null;
        if (File.Exists(path))
        {
            JsonCursor cursor = new(TokenizerSource.Open(path));
            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("id2label"u8, 0))
                {
                    names = cursor.TryReadNull() ? null : ReadNames(ref cursor, path, model, count);
                }
                else if (cursor.Is("problem_type"u8, 1))
                {
                    problem = cursor.ReadStringOrNull();
                }
            }

            cursor.End();
        }

        names ??= [.. Enumerable.Range(0, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"LABEL_{index}"))];
        return new ModelLabels(names, problem == "multi_label_classification");
    }

    /// <summary>Turns one row of logits into probabilities, in place.</summary>
    public void ToProbabilities(Span<float> logits)
    {
        if (IsMultiLabel)
        {
            ScoreMath.Sigmoid(logits);
        }
        else
        {
            ScoreMath.Softmax(logits);
        }
    }

    private static string[] ReadNames(ref JsonCursor cursor, string path, string model, int count)
    {
        string[] names = new string[count];
        char[] id = new char[LongestId];
        int found = 0;
        int misplaced = -1;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            found++;
            ReadOnlySpan<char> digits = id.AsSpan(0, cursor.ReadName(id));
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                throw cursor.Error(digits.ToString(), "is not the index of a label", "Use 0, 1, 2, ... as keys of id2label.");
            }

            if (index >= count)
            {
                misplaced = index;
            }
            else if (names[index] is not null)
            {
                throw cursor.Error(index, "appears twice in id2label", "Give every label one name.");
            }
            else
            {
                names[index] = cursor.ReadString();
            }
        }

        if (found != count || misplaced >= 0)
        {
            string what = found != count ? $"{found} labels" : $"a label {misplaced}";
            throw new InvalidDataException(
                $"{path}: id2label has {what}, but {model}.LabelCount is {count}. Use the config.json of the checkpoint, and declare its number of labels.");
        }

        return names;
    }
}
