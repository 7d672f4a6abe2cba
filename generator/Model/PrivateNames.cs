namespace Transformers.Generated.Generator.Model;

/// <summary>
/// Names that the generated part of a class needs for itself. They are of no use to users, who therefore cannot know them.
/// </summary>
internal static class PrivateNames
{
    /// <summary>
    /// Nested types, fields, and the outer names that generated text uses without qualification: no member may be called so.
    /// </summary>
    public static readonly string[] Taken =
    [
        "s_definition", "Offset", "InputCount", "IKernels", "Avx512Kernels", "Avx2Kernels", "AdvSimdKernels", "PortableKernels",
        "Simd4", "Floats4", "Ints4", "Simd8", "Floats8", "Ints8", "Simd16", "Floats16", "Ints16", "TransformerLane", "TransformerTokens", "TransformerPass", "TransformerUnsafe", "MethodImplOptions",
    ];

    /// <summary>Methods: a method of the user may be an overload, no other member may be called so.</summary>
    public static readonly string[] Methods = ["At", "CreateTensorTable", "Forward"];
}
