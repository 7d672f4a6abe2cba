using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Names of runtime types, and the small helpers that every kernel set carries, printed only where used.</summary>
internal static class KernelText
{
    public const string Lane = "TransformerLane";
    public const string Tokens = "TransformerTokens";
    public const string Pass = "TransformerPass";

    /// <summary>What the runtime's types are called in signatures: short, and like no type of a user.</summary>
    public const string Types = $"""
        using {Lane} = global::Transformers.Generated.Threading.Lane;
        using {Tokens} = global::Transformers.Generated.Execution.TokenSet;
        using {Pass} = global::Transformers.Generated.Execution.ForwardPass;
        """;

    /// <summary>The vector type and its operations under the names that kernels use.</summary>
    public static string Aliases(IsaProfile isa)
    {
        string wide = isa.Lanes == 4 ? "" : NameVectors(isa, $"""
            using Simd = global::System.Runtime.Intrinsics.{isa.VectorType};
            using Floats = global::System.Runtime.Intrinsics.{isa.VectorType}<float>;
            using Ints = global::System.Runtime.Intrinsics.{isa.VectorType}<int>;

            """);
        string ints = isa.Lanes == 4 ? "\nusing Ints4 = global::System.Runtime.Intrinsics.Vector128<int>;" : "";
        return $"""
            {Types}
            using TransformerUnsafe = global::System.Runtime.CompilerServices.Unsafe;
            {wide}using Simd4 = global::System.Runtime.Intrinsics.Vector128;
            using Floats4 = global::System.Runtime.Intrinsics.Vector128<float>;{ints}
            """;
    }

    /// <summary>Simd, Floats and Ints with the number of lanes, as in Floats8.</summary>
    /// <remarks>A type of the user's namespace would hide an alias of its name, and may well be called Floats.</remarks>
    public static string NameVectors(IsaProfile isa, string text) => Regex.Replace(text, @"\b(Simd|Floats|Ints)\b", "${1}" + isa.Lanes);

    /// <summary>What <c>Transformers.Generated.targets</c> defines while a ReadyToRun image is published that can hold the kernel set.</summary>
    public static string CompiledAhead(IsaProfile isa) => $"TRANSFORMERS_READYTORUN_{isa.Name.ToUpperInvariant()}";

    /// <summary>The rest of the head of a method that is compiled for each number of inputs.</summary>
    public static string OfInputs(string parameters) => $"<TInputs>({parameters})\n    where TInputs : struct, InputCount.IConstants";

    /// <summary>The constants of a number of inputs.</summary>
    public static string Inputs(int count) => $"InputCount.Of{count}";

    /// <summary>Element access and multiply-add.</summary>
    public static void WriteAccess(SourceWriter writer, IsaProfile isa)
    {
        string product = isa.IsFused ? "Simd.FusedMultiplyAdd(a, b, c)" : "(a * b) + c";
        writer.Lines($"""
            private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

            // Skips the JIT's slow first tiers; ReadyToRun images do not hold such methods.
            #if {CompiledAhead(isa)}
            private const MethodImplOptions Hot = default;
            #else
            private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;
            #endif

            [MethodImpl(Inline)]
            private static ref float At(ref float x, nint index) => ref TransformerUnsafe.Add(ref x, index);

            [MethodImpl(Inline)]
            private static Floats Load(ref float x, nint index) => TransformerUnsafe.As<float, Floats>(ref TransformerUnsafe.Add(ref x, index));

            [MethodImpl(Inline)]
            private static Floats Broadcast(ref float x, nint index) => Simd.Create(TransformerUnsafe.Add(ref x, index));

            [MethodImpl(Inline)]
            private static void Store(ref float x, nint index, Floats value) => TransformerUnsafe.As<float, Floats>(ref TransformerUnsafe.Add(ref x, index)) = value;

            [MethodImpl(Inline)]
            private static Floats MultiplyAdd(Floats a, Floats b, Floats c) => {product};

            [MethodImpl(Inline)]
            private static Floats Square(Floats a, Floats c) => MultiplyAdd(a, a, c);

            [MethodImpl(Inline)]
            private static nint Least(nint a, nint b) => a < b ? a : b;
            """);
        if (isa.Prefetches)
        {
            WritePrefetch(writer);
        }
    }

    private static void WritePrefetch(SourceWriter writer) => writer.Blank().Lines("""
        /// <summary>One instruction: the package's targets let ReadyToRun's compiler inline it too.</summary>
        [MethodImpl(Inline)]
        private static void Prefetch(ref float x, nint index) => global::Transformers.Generated.Memory.Prefetch.Line(ref At(ref x, index));
        """);

    /// <summary>What Hugging Face and most libraries call a format.</summary>
    public static string NameOf(WeightFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>One 16-bit weight, as the embedding sum reads them.</summary>
    public static void WriteWeight(SourceWriter writer, WeightFormat format)
    {
        string value = format == WeightFormat.BFloat16
            ? "global::System.BitConverter.UInt32BitsToSingle((uint)half << 16)"
            : "(float)global::System.BitConverter.UInt16BitsToHalf(half)";
        writer.Blank().Lines($$"""
            /// <summary>Weight i of a row, a {{NameOf(format)}}, from the slot that holds it and its neighbour.</summary>
            [MethodImpl(Inline)]
            private static float Weight(ref float slot, nint i)
            { unchecked {
                ushort half = (ushort)(global::System.BitConverter.SingleToUInt32Bits(slot) >> (int)(i % 2 * 16));
                return {{value}};
            } }
            """);
    }

    /// <summary>What turns a block of sums into a projection's result.</summary>
    public static void WriteEpilogues(SourceWriter writer, IsaProfile isa, IReadOnlyCollection<ProjectionKernel> projections)
    {
        foreach (Activation activation in ActivationsOf(projections, isGated: true))
        {
            writer.Blank().Lines($$"""
                /// <summary>y[t, o] = {{activation}}(x[t, o]) · x[t, 16 + o] for 16 outputs.</summary>
                [MethodImpl(Hot)]
                private static void Gate{{activation}}(nint rows, ref float x, ref float y, nint yRow)
                { unchecked {
                    for (nint row = 0; row < rows; row++)
                    {
                        for (nint o = 0; o < {{PackedLayout.PanelWidth}}; o += {{isa.Lanes}})
                        {
                            Store(ref y, o, {{activation}}(Load(ref x, o)) * Load(ref x, {{PackedLayout.PanelWidth}} + o));
                        }

                        x = ref At(ref x, {{PackedLayout.ColumnBlock}});
                        y = ref At(ref y, yRow);
                    }
                } }
                """);
        }

        foreach (Activation activation in ActivationsOf(projections, isGated: false))
        {
            writer.Blank().Lines($$"""
                /// <summary>y[t, o] = {{activation}}(x[t, o]) for a block of sums in scratch.</summary>
                [MethodImpl(Hot)]
                private static void {{activation}}(nint rows, nint columns, ref float x, ref float y, nint yRow)
                { unchecked {
                    for (nint row = 0; row < rows; row++)
                    {
                        for (nint o = 0; o < columns; o += {{isa.Lanes}})
                        {
                            Store(ref y, o, {{activation}}(Load(ref x, o)));
                        }

                        x = ref At(ref x, {{PackedLayout.ColumnBlock}});
                        y = ref At(ref y, yRow);
                    }
                } }
                """);
        }

        if (projections.Any(kernel => kernel.Target == ProjectionTarget.AddToRows && kernel.HasBias))
        {
            writer.Blank().Lines($$"""
                /// <summary>y[t, o] += bias[o]</summary>
                [MethodImpl(Hot)]
                private static void AddBias(nint rows, nint columns, ref float bias, ref float y, nint yRow)
                { unchecked {
                    for (nint row = 0; row < rows; row++)
                    {
                        for (nint o = 0; o < columns; o += {{isa.Lanes}})
                        {
                            Store(ref y, (row * yRow) + o, Load(ref y, (row * yRow) + o) + Load(ref bias, o));
                        }
                    }
                } }
                """);
        }
    }

    private static IEnumerable<Activation> ActivationsOf(IEnumerable<ProjectionKernel> projections, bool isGated) => projections
        .Where(kernel => kernel.IsGated == isGated)
        .Select(kernel => kernel.Activation).OfType<Activation>()
        .Distinct()
        .OrderBy(activation => activation);
}
