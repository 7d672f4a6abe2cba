using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;

namespace Model.Tests.Kernels;

/// <summary>
/// The kernels of one model for one instruction set. They are private, so reflection finds them: a new kernel is tested unasked.
/// </summary>
internal sealed class KernelSet(Type model, InstructionSet isa)
{
    private readonly Type _kernels = model.GetNestedType($"{isa}Kernels", BindingFlags.NonPublic)
        ?? throw new ArgumentException($"{model.Name} has no kernels for {isa}");

    internal delegate void Rows3(Lane lane, nint rows, ref float a, ref float b, ref float c);

    internal delegate void Rows4(Lane lane, nint rows, ref float a, ref float b, ref float c, ref float d);

    internal delegate void Rows5(Lane lane, nint rows, ref float a, ref float b, ref float c, ref float d, ref float e);

    internal delegate void Tokens2(Lane lane, TokenSet tokens, ref float a, ref float b);

    internal delegate void Tokens3(Lane lane, TokenSet tokens, ref float a, ref float b, ref float c);

    internal delegate void Tokens4(Lane lane, TokenSet tokens, ref float a, ref float b, ref float c, ref float d);

    internal delegate void Store(Lane lane, TokenSet tokens, TokenSet keys, nint layer, ref float x);

    internal delegate void Cached3(Lane lane, TokenSet queries, TokenSet keys, nint layer, ref float a, ref float b, ref float c);

    internal delegate void Cached4(Lane lane, TokenSet queries, TokenSet keys, nint layer, ref float a, ref float b, ref float c, ref float d);

    internal delegate void Gather(Lane lane, ForwardPass pass, ref float a, ref float b);

    public InstructionSet InstructionSet => isa;

    /// <summary>A model's kernel sets, one for each instruction set.</summary>
    public static KernelSet[] AllOf(string model) =>
        [.. TestModel.InstructionSets.Select(isa => new KernelSet(TestModel.TypeOf(model), isa))];

    /// <summary>
    /// The kernels and tiles of a set, tiles for each number of inputs: what the generator marks for full optimisation, whatever it inlines.
    /// </summary>
    public static IEnumerable<MethodInfo> HotMethodsOf(Type model, InstructionSet isa)
    {
        Type[] inputs = [.. model.GetNestedType("InputCount", BindingFlags.NonPublic)!.GetNestedTypes(BindingFlags.NonPublic).Where(type => type.IsValueType)];
        return new KernelSet(model, isa)._kernels
            .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .SelectMany(method => method.IsGenericMethodDefinition ? inputs.Select(count => method.MakeGenericMethod(count)) : [method]);
    }

    /// <summary>Names of the kernels that a pattern matches. Kernels are the public methods; tiles and helpers are private.</summary>
    public IEnumerable<Match> Find(string pattern) => _kernels
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Select(method => Regex.Match(method.Name, $"^{pattern}$"))
        .Where(match => match.Success);

    /// <summary>Number of <c>ref float</c> parameters.</summary>
    public int CountBuffers(string name) => Method(name).GetParameters().Count(parameter => parameter.ParameterType.IsByRef);

    public TKernel Get<TKernel>(string name)
        where TKernel : Delegate => Method(name).CreateDelegate<TKernel>();

    /// <summary>A lane that works alone.</summary>
    public static Lane NewLane() => new(0, barrier: null);

    /// <summary>Tokens in sequences of the given lengths.</summary>
    public static TokenSet NewTokens(params int[] lengths)
    {
        TokenSet tokens = new();
        tokens.Set(new TokenBatch(new int[lengths.Sum()], lengths));
        return tokens;
    }

    /// <summary>Tokens that continue caches, with room for them.</summary>
    public static TokenSet NewTokens(KeyValueCache[] caches, params int[] lengths)
    {
        for (int i = 0; i < caches.Length; i++)
        {
            caches[i].Reserve(lengths[i]);
        }

        TokenSet tokens = new();
        tokens.Set(new TokenBatch(new int[lengths.Sum()], lengths), caches);
        return tokens;
    }

    private MethodInfo Method(string name) => _kernels.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;
}
