namespace Transformers.Generated.Generator.Model;

/// <summary>The numbers of all diagnostics. None is ever used again for another rule; docs/diagnostics.md explains each.</summary>
internal static class RuleIds
{
    // The class.
    public const string NotPartial = "TG0001";
    public const string OuterTypeNotPartial = "TG0002";
    public const string UnsupportedClass = "TG0003";
    public const string BaseClass = "TG0004";
    public const string SeveralModelAttributes = "TG0005";
    public const string MemberName = "TG0006";

    // The config file.
    public const string ConfigNotFound = "TG0010";
    public const string ConfigAmbiguous = "TG0011";
    public const string ConfigPathInvalid = "TG0012";
    public const string ConfigNotJson = "TG0013";
    public const string ConfigValueInvalid = "TG0014";
    public const string ConfigModelType = "TG0015";
    public const string ConfigUnsupported = "TG0016";

    // Properties and tensor names.
    public const string Missing = "TG0020";
    public const string UndefinedEnumValue = "TG0021";
    public const string TensorNameTwice = "TG0022";
    public const string TensorNamePattern = "TG0023";
    public const string TensorNamesMissing = "TG0024";
    public const string TensorNameUnused = "TG0025";
    public const string TensorNamesFused = "TG0026";
    public const string TensorNameSide = "TG0027";
    public const string TensorNameShared = "TG0028";

    /// <summary>The generator itself failed.</summary>
    public const string Internal = "TG0099";

    // Shapes and options.
    public const string OutOfRange = "TG0100";
    public const string TensorTooLarge = "TG0102";
    public const string HeadDim = "TG0103";
    public const string NormEpsilon = "TG0104";
    public const string EmbeddingScale = "TG0105";
    public const string LabelCountMissing = "TG0106";
    public const string LabelCountUnused = "TG0107";
    public const string TiedOutputUnused = "TG0108";
    public const string PositionOffsetUnused = "TG0109";
    public const string SinusoidalHalves = "TG0110";
    public const string RelativeBuckets = "TG0111";
    public const string LayoutForFamily = "TG0112";
    public const string PositionTable = "TG0113";
    public const string KeyValueHeadCount = "TG0114";
    public const string PositionFamily = "TG0115";
    public const string RotaryHeadDim = "TG0116";
    public const string RotaryNumber = "TG0117";
    public const string RotaryUnused = "TG0118";
    public const string WindowUnused = "TG0119";
    public const string RelativeUnused = "TG0120";
}
