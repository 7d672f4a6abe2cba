using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Diagnostics;

/// <summary>The table of diagnostics. Messages are made where the rules are checked; docs/diagnostics.md explains each.</summary>
/// <remarks>Errors cannot be configured away: what is generated in their place throws, and must not survive a suppression.</remarks>
internal static class Descriptors
{
    private const string Category = "Transformers.Generated";
    private const string Format = "{0}";
    private const string NotConfigurable = WellKnownDiagnosticTags.NotConfigurable;

    public static readonly DiagnosticDescriptor NotPartial = new(
        RuleIds.NotPartial, "A model class must be partial",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor OuterTypeNotPartial = new(
        RuleIds.OuterTypeNotPartial, "Types around a model class must be partial",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor UnsupportedClass = new(
        RuleIds.UnsupportedClass, "A model must be an ordinary class",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor BaseClass = new(
        RuleIds.BaseClass, "A model class cannot have a base class",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor SeveralModelAttributes = new(
        RuleIds.SeveralModelAttributes, "A class is one model",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor MemberName = new(
        RuleIds.MemberName, "A member has a name that the generated part needs",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigNotFound = new(
        RuleIds.ConfigNotFound, "The config file is not an additional file",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigAmbiguous = new(
        RuleIds.ConfigAmbiguous, "Several additional files match the config path",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigPathInvalid = new(
        RuleIds.ConfigPathInvalid, "The config path must be relative",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigNotJson = new(
        RuleIds.ConfigNotJson, "The config file is not usable JSON",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigValueInvalid = new(
        RuleIds.ConfigValueInvalid, "A config value has the wrong type",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigModelType = new(
        RuleIds.ConfigModelType, "The config's model type is not read here",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor ConfigUnsupported = new(
        RuleIds.ConfigUnsupported, "The config asks for something that is not implemented",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor Missing = new(
        RuleIds.Missing, "A required property is missing",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor UndefinedEnumValue = new(
        RuleIds.UndefinedEnumValue, "A value is not one of its enum",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNameTwice = new(
        RuleIds.TensorNameTwice, "A tensor is named twice",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNamePattern = new(
        RuleIds.TensorNamePattern, "A tensor name is malformed",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNamesMissing = new(
        RuleIds.TensorNamesMissing, "Tensors of the model have no name",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNameUnused = new(
        RuleIds.TensorNameUnused, "A tensor name has no effect",
        Format, Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TensorNamesFused = new(
        RuleIds.TensorNamesFused, "Query, key and value are named both fused and apart",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNameSide = new(
        RuleIds.TensorNameSide, "A tensor name must say whose it is",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorNameShared = new(
        RuleIds.TensorNameShared, "A checkpoint tensor is given two roles",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor Internal = new(
        RuleIds.Internal, "The generator failed",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor OutOfRange = new(
        RuleIds.OutOfRange, "A dimension is out of range",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TensorTooLarge = new(
        RuleIds.TensorTooLarge, "A tensor has too many elements",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor HeadDim = new(
        RuleIds.HeadDim, "ModelDim is not divisible by HeadCount",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor NormEpsilon = new(
        RuleIds.NormEpsilon, "NormEpsilon is not a small positive number",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor EmbeddingScale = new(
        RuleIds.EmbeddingScale, "EmbeddingScale is not a usable factor",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor LabelCountMissing = new(
        RuleIds.LabelCountMissing, "A classification head needs LabelCount",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor LabelCountUnused = new(
        RuleIds.LabelCountUnused, "LabelCount has no use without a classification head",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor TiedOutputUnused = new(
        RuleIds.TiedOutputUnused, "TiedOutput has no use without a language model head",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor PositionOffsetUnused = new(
        RuleIds.PositionOffsetUnused, "PositionOffset has no use without a table of positions",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor SinusoidalHalves = new(
        RuleIds.SinusoidalHalves, "SinusoidalHalves needs an even ModelDim",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor RelativeBuckets = new(
        RuleIds.RelativeBuckets, "Relative position buckets are impossible",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor LayoutForFamily = new(
        RuleIds.LayoutForFamily, "The layout belongs to another attribute",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor PositionTable = new(
        RuleIds.PositionTable, "ContextLength exceeds the position table",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor KeyValueHeadCount = new(
        RuleIds.KeyValueHeadCount, "HeadCount is not divisible by KeyValueHeadCount",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor PositionFamily = new(
        RuleIds.PositionFamily, "Positions belong to another family",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor RotaryHeadDim = new(
        RuleIds.RotaryHeadDim, "HeadDim cannot be rotated",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor RotaryNumber = new(
        RuleIds.RotaryNumber, "A number of the rotary positions is impossible",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor RotaryUnused = new(
        RuleIds.RotaryUnused, "A property of rotary positions has no use",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor WindowUnused = new(
        RuleIds.WindowUnused, "WindowFirstLayer and WindowEvery have no use without Window",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    public static readonly DiagnosticDescriptor RelativeUnused = new(
        RuleIds.RelativeUnused, "A property of relative positions has no use",
        Format, Category, DiagnosticSeverity.Error, true, customTags: NotConfigurable);

    /// <summary>All descriptors, by number.</summary>
    public static readonly IReadOnlyList<DiagnosticDescriptor> All =
    [
        NotPartial, OuterTypeNotPartial, UnsupportedClass, BaseClass, SeveralModelAttributes, MemberName, ConfigNotFound, ConfigAmbiguous,
        ConfigPathInvalid, ConfigNotJson, ConfigValueInvalid, ConfigModelType, ConfigUnsupported, Missing, UndefinedEnumValue,
        TensorNameTwice, TensorNamePattern, TensorNamesMissing, TensorNameUnused, TensorNamesFused, TensorNameSide, TensorNameShared,
        Internal, OutOfRange, TensorTooLarge, HeadDim, NormEpsilon, EmbeddingScale, LabelCountMissing, LabelCountUnused,
        TiedOutputUnused, PositionOffsetUnused, SinusoidalHalves, RelativeBuckets, LayoutForFamily, PositionTable,
        KeyValueHeadCount, PositionFamily, RotaryHeadDim, RotaryNumber, RotaryUnused, WindowUnused, RelativeUnused,
    ];

    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId =
        All.ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);

    /// <summary>The diagnostic of a violation at its place in the source.</summary>
    public static Diagnostic Create(Violation violation, Location location) =>
        Diagnostic.Create(s_byId[violation.Id], location, violation.Message);
}
