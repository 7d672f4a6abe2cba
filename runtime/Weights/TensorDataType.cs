namespace Transformers.Generated.Weights;

/// <summary>Element types of the safetensors format. <see cref="TensorDataTypes"/> knows their names and widths.</summary>
public enum TensorDataType
{
    /// <summary>8-bit boolean.</summary>
    Bool,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>64-bit unsigned integer.</summary>
    U64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>4-bit float.</summary>
    F4,

    /// <summary>6-bit float, 2 exponent bits and 3 mantissa bits.</summary>
    F6E2M3,

    /// <summary>6-bit float, 3 exponent bits and 2 mantissa bits.</summary>
    F6E3M2,

    /// <summary>8-bit float, 5 exponent bits and 2 mantissa bits.</summary>
    F8E5M2,

    /// <summary>8-bit float, 4 exponent bits and 3 mantissa bits.</summary>
    F8E4M3,

    /// <summary>8-bit power of two, exponent only.</summary>
    F8E8M0,

    /// <summary>8-bit float like <see cref="F8E4M3"/>, finite, with one unsigned zero.</summary>
    F8E4M3Fnuz,

    /// <summary>8-bit float like <see cref="F8E5M2"/>, finite, with one unsigned zero.</summary>
    F8E5M2Fnuz,

    /// <summary>16-bit IEEE float.</summary>
    F16,

    /// <summary>16-bit brain float: the upper half of an <see cref="F32"/>.</summary>
    BF16,

    /// <summary>32-bit IEEE float.</summary>
    F32,

    /// <summary>64-bit IEEE float.</summary>
    F64,

    /// <summary>Complex number of two 32-bit floats.</summary>
    C64,
}
