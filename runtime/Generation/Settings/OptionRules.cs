using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Transformers.Generated.Generation;

/// <summary>
/// The rules of <see cref="GenerationOptions"/>: each gives the value back, or throws an error that names property and rule.
/// </summary>
/// <remarks>Collections are copied, so that options stay as they are.</remarks>
internal static class OptionRules
{
    public static int? AtLeast(int? value, int least, [CallerMemberName] string name = "") =>
        value is null || value >= least ? value : throw Error(name, value, Invariant($"must be {least} or more"));

    public static float? AtLeast(float? value, float least, [CallerMemberName] string name = "") =>
        Finite(value, name) is null || value >= least ? value : throw Error(name, value, Invariant($"must be {least} or more"));

    public static float? AtMost(float? value, float most, [CallerMemberName] string name = "") =>
        value is null || value <= most ? value : throw Error(name, value, Invariant($"must be {most} or less"));

    public static float? AboveZero(float? value, string hint = "", [CallerMemberName] string name = "") =>
        Finite(value, name) is null || value > 0 ? value : throw Error(name, value, "must be above 0" + hint);

    public static float? Finite(float? value, [CallerMemberName] string name = "") =>
        value is null || float.IsFinite(value.Value) ? value : throw Error(name, value, "must be a finite number");

    public static EarlyStopping? Defined(EarlyStopping? value, [CallerMemberName] string name = "") =>
        value is null || Enum.IsDefined(value.Value) ? value : throw Error(name, value, "must be one of WhenUnlikely, WhenFull, Never");

    public static IReadOnlyList<int>? Tokens(IReadOnlyList<int>? tokens, [CallerMemberName] string name = "")
    {
        int[]? copy = tokens?.ToArray();
        int wrong = copy is null ? -1 : Array.FindIndex(copy, token => token < 0);
        return wrong < 0 ? copy : throw Error($"{name}[{wrong}]", copy![wrong], "must be a token id, 0 or more");
    }

    public static IReadOnlyList<IReadOnlyList<int>>? Rows(IReadOnlyList<IReadOnlyList<int>>? rows, [CallerMemberName] string name = "") =>
        rows?.Select((row, index) => row is { Count: > 0 }
            ? Tokens(row, $"{name}[{index}]")!
            : throw new ArgumentException($"{name}[{index}] must have at least one token.", name)).ToArray();

    public static IReadOnlyList<string>? Texts(IReadOnlyList<string>? texts, [CallerMemberName] string name = "") =>
        texts?.Select((text, index) => !string.IsNullOrEmpty(text) && IsWellFormed(text)
            ? text
            : throw new ArgumentException(
                $"{name}[{index}] must be a text of at least one character, and of whole surrogate pairs.", name)).ToArray();

    public static IReadOnlyDictionary<int, float>? Biases(IReadOnlyDictionary<int, float>? biases, [CallerMemberName] string name = "")
    {
        foreach ((int token, float bias) in biases ?? new Dictionary<int, float>())
        {
            AtLeast(token, 0, $"a token of {name}");
            Finite(bias, $"{name}[{token}]");
        }

        return biases is null ? null : new Dictionary<int, float>(biases);
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static ArgumentOutOfRangeException Error(string name, object? value, string rule) => new(name, value, $"{name} {rule}.");
}
