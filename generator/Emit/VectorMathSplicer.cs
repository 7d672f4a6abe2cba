using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Generator.Plan;

namespace Transformers.Generated.Generator.Emit;

/// <summary>
/// Copies element functions (exp, erf, tanh, activations, sums across a vector) from the runtime's source into a kernel set.
/// </summary>
/// <remarks>
/// They must inline into kernels, also in ReadyToRun images, where calls into another assembly do not; so each kernel set carries what it
/// uses.
/// </remarks>
internal static class VectorMathSplicer
{
    private const string Resource = "VectorMath.cs";

    private static readonly Lazy<IReadOnlyDictionary<string, Splice>> s_splices = new(Read);

    private sealed record Splice(string Text, string[] Requires);

    /// <summary>Writes the functions and what they call, each once, in the order of the source.</summary>
    public static void Write(SourceWriter writer, IsaProfile isa, IEnumerable<string> names)
    {
        HashSet<string> wanted = [];
        foreach (string name in names)
        {
            Collect(name, wanted);
        }

        foreach (KeyValuePair<string, Splice> splice in s_splices.Value.Where(splice => wanted.Contains(splice.Key)))
        {
            writer.Blank().Lines(NameInstruction(isa, splice.Value.Text));
        }
    }

    /// <summary>MaxNative and MinNative under the name of one instruction set.</summary>
    /// <remarks>In ReadyToRun images they stay calls, because processors differ in them.</remarks>
    private static string NameInstruction(IsaProfile isa, string text)
    {
        string type = $"global::System.Runtime.Intrinsics.X86.{isa.X86Class}";
        string instruction = isa.X86Class is null ? "Simd.$1$2" : $"{type}.IsSupported ? {type}.$1$2 : $&";
        return Regex.Replace(text, @"\bSimd\.(Max|Min)Native(\(\w+, \w+\))", instruction);
    }

    private static void Collect(string name, HashSet<string> wanted)
    {
        // Every kernel set has its own MultiplyAdd: fused or not is the instruction set's business.
        if (name != "MultiplyAdd" && wanted.Add(name))
        {
            Array.ForEach(s_splices.Value[name].Requires, required => Collect(required, wanted));
        }
    }

    private static IReadOnlyDictionary<string, Splice> Read()
    {
        using Stream stream = typeof(VectorMathSplicer).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"resource {Resource} is missing from the generator");
        using StreamReader reader = new(stream);
        string source = reader.ReadToEnd().Replace("\r\n", "\n");
        Dictionary<string, Splice> splices = [];
        MatchCollection matches = Regex.Matches(
            source, "^ *// <splice name=\"(?<name>\\w+)\"(?: requires=\"(?<requires>[^\"]*)\")?>\n(?<text>.*?)^ *// </splice>", RegexOptions.Multiline | RegexOptions.Singleline);
        foreach (Match match in matches)
        {
            string[] requires = match.Groups["requires"].Value.Split([' '], StringSplitOptions.RemoveEmptyEntries);
            splices.Add(match.Groups["name"].Value, new Splice(Translate(match.Groups["text"].Value), requires));
        }

        return splices;
    }

    /// <summary>The kernels' names for vector types and attributes, one level less indentation, and no visibility beyond the kernel set.</summary>
    private static string Translate(string text)
    {
        text = Regex.Replace(text, @"\bVec\b", "Simd");
        text = Regex.Replace(text, @"\bVI\b", "Ints");
        text = Regex.Replace(text, @"\bV\b", "Floats");
        text = Regex.Replace(text, @"\bVector(?=128|256|512)", "global::System.Runtime.Intrinsics.Vector");
        text = text.Replace("internal static", "private static").Replace("MethodImplOptions.AggressiveInlining", "Inline");
        return string.Join("\n", text.TrimEnd().Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line.Substring(4) : line));
    }
}
