using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Infrastructure.Json;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Reads one property after another: from the attribute where it is set, else from the config file, else null.</summary>
/// <param name="declared">The attribute.</param>
/// <param name="config">The config file, or null if none is asked for or it cannot be used.</param>
internal sealed class SettingReader(DeclaredModel declared, ConfigFile? config)
{
    private readonly List<Violation> _violations = [];
    private readonly List<string> _unreadable = [];
    private readonly Dictionary<string, string> _keys = [];
    private readonly HashSet<string> _fromConfig = [];

    public EquatableArray<string> Unreadable => new(_unreadable);

    public IReadOnlyList<Violation> Violations => _violations;

    public ConfigFile? Config => config;

    public bool IsUnreadable(string property) => _unreadable.Contains(property);

    /// <summary>Keeps a property from being reported as missing, because the reason is reported elsewhere.</summary>
    public void MarkUnreadable(string property) => _unreadable.Add(property);

    public bool IsSet(string property) => declared.Find(property) is not null;

    /// <summary>A whole number.</summary>
    public int? ReadInt(string property, string? key = null) => declared.Find(property) is int set ? set : FindInt(property, key);

    /// <summary>A number.</summary>
    public float? ReadFloat(string property, string? key = null)
    {
        if (declared.Find(property) is float set)
        {
            return set;
        }

        if (Find(property, key) is not { } value)
        {
            return null;
        }

        bool isNumber = double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed);
        float number = (float)parsed;
        return value.Kind == JsonKind.Number && isNumber && !float.IsNaN(number) && !float.IsInfinity(number)
            ? number
            : Invalid<float>(property, key!, value, "a finite number");
    }

    /// <summary>True or false.</summary>
    public bool? ReadBool(string property, string? key = null)
    {
        if (declared.Find(property) is bool set)
        {
            return set;
        }

        return Find(property, key) is not { } value ? null
            : value.Kind is JsonKind.True or JsonKind.False ? value.Kind == JsonKind.True
            : Invalid<bool>(property, key!, value, "true or false");
    }

    /// <summary>A value of an enum, from the attribute only.</summary>
    public T? ReadEnum<T>(string property)
        where T : struct, Enum
    {
        if (declared.Find(property) is not int set)
        {
            return null;
        }

        T value = (T)Enum.ToObject(typeof(T), set);
        if (Enum.IsDefined(typeof(T), value))
        {
            return value;
        }

        _unreadable.Add(property);
        string names = string.Join(", ", Enum.GetNames(typeof(T)));
        _violations.Add(new Violation(
            RuleIds.UndefinedEnumValue, property, $"{property} ({typeof(T).Name}){set} is not a value of its enum; use one of {names}"));
        return null;
    }

    /// <summary>A string of the config file.</summary>
    public string? FindString(string property, string key) => Find(property, key) is not { } value ? null
        : value.Kind == JsonKind.String ? value.Text
        : InvalidText(property, key, value, "a string");

    /// <summary>A whole number of the config file, whatever the attribute says.</summary>
    public int? FindInt(string property, string? key)
    {
        if (Find(property, key) is not { } value)
        {
            return null;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        return value.Kind == JsonKind.Number && int.TryParse(value.Text, Style, CultureInfo.InvariantCulture, out int number)
            ? number
            : Invalid<int>(property, key!, value, $"a whole number in {int.MinValue} to {int.MaxValue}");
    }

    /// <summary>The number of members of an object of the config file.</summary>
    public int? FindMemberCount(string property, string key) => Find(property, key) is not { } value ? null
        : value.Kind == JsonKind.Object ? value.Members.Count
        : Invalid<int>(property, key, value, "an object");

    /// <summary>A value of the config file for a property; null too if the file as a whole cannot be used.</summary>
    public JsonValue? Find(string property, string? key)
    {
        if (declared.Config is not null && config is null)
        {
            _unreadable.Add(property);
            return null;
        }

        if (key is null || config is null)
        {
            return null;
        }

        _keys[property] = key;
        JsonValue? value = config.Find(key);
        if (value is not null)
        {
            _fromConfig.Add(property);
        }

        return value;
    }

    /// <summary>Reports a key whose value asks for something that is not implemented.</summary>
    public void ReportUnsupported(string property, string key, string value, string fix)
    {
        _unreadable.Add(property);
        _violations.Add(new Violation(RuleIds.ConfigUnsupported, "Config", $"{declared.Config}: '{key}' {value} is not supported; {fix}"));
    }

    /// <summary>Reports a key that must be absent or false.</summary>
    public void RequireFalse(string key, string fix) => Require(key, JsonKind.False, fix);

    /// <summary>Reports a key that must be absent or true.</summary>
    public void RequireTrue(string key, string fix) => Require(key, JsonKind.True, fix);

    /// <summary>Reports a key that must be absent or equal another one, because both sides have one value.</summary>
    public void RequireEqual(string property, string key, string otherKey)
    {
        if (config?.Find(key) is { } value && config.Find(otherKey) is { } other && value.Text != other.Text)
        {
            ReportUnsupported(property, key, value.Display, $"it must be that of '{otherKey}', {other.Display}; use another checkpoint");
        }
    }

    private void Require(string key, JsonKind kind, string fix)
    {
        if (config?.Find(key) is { } value && value.Kind != kind)
        {
            ReportUnsupported(key, key, value.Display, fix);
        }
    }

    /// <summary>Adds what the config file has to do with a violation, and shows it at Config where the property is not written.</summary>
    public Violation Explain(Violation violation)
    {
        List<string> notes = [];
        foreach (string property in violation.Anchors)
        {
            if (!_keys.TryGetValue(property, out string? key) || IsSet(property))
            {
                continue;
            }

            if (_fromConfig.Contains(property))
            {
                notes.Add($"{property} is from '{key}' of {declared.Config}");
            }
            else if (violation.Id is RuleIds.Missing or RuleIds.LabelCountMissing)
            {
                notes.Add($"'{key}' is not in {declared.Config}");
            }
        }

        return notes.Count == 0 ? violation : violation with
        {
            Anchors = new EquatableArray<string>(violation.Anchors.Concat(["Config"])),
            Message = $"{violation.Message} ({string.Join(", ", notes)})",
        };
    }

    private T? Invalid<T>(string property, string key, JsonValue value, string wanted)
        where T : struct
    {
        InvalidText(property, key, value, wanted);
        return null;
    }

    private string? InvalidText(string property, string key, JsonValue value, string wanted)
    {
        _unreadable.Add(property);
        _violations.Add(new Violation(
            RuleIds.ConfigValueInvalid,
            "Config",
            $"{declared.Config}: '{key}' {value.Display} is not {wanted}; correct the file, or set {property}"));
        return null;
    }
}
