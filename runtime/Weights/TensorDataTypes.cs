namespace Transformers.Generated.Weights;

/// <summary>Names and widths of the element types.</summary>
internal static class TensorDataTypes
{
    // In the order of the enum.
    private static readonly (string Name, int Bits)[] s_types =
    [
        ("BOOL", 8), ("U8", 8), ("I8", 8), ("U16", 16), ("I16", 16), ("U32", 32), ("I32", 32), ("U64", 64), ("I64", 64),
        ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6),
        ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8),
        ("F16", 16), ("BF16", 16), ("F32", 32), ("F64", 64), ("C64", 64),
    ];

    /// <summary>The type with the given name in the file, or null.</summary>
    internal static TensorDataType? Parse(string name)
    {
        for (int type = 0; type < s_types.Length; type++)
        {
            if (s_types[type].Name == name)
            {
                return (TensorDataType)type;
            }
        }

        return null;
    }

    /// <summary>The name in the file.</summary>
    internal static string FormatName(this TensorDataType type) => s_types[(int)type].Name;

    /// <summary>Bits of one element.</summary>
    internal static int Bits(this TensorDataType type) => s_types[(int)type].Bits;

    /// <summary>Whether elements convert to 32-bit floats, as a weight must.</summary>
    internal static bool IsWeight(this TensorDataType type) =>
        type is TensorDataType.F32 or TensorDataType.F16 or TensorDataType.BF16 or TensorDataType.F64;
}
