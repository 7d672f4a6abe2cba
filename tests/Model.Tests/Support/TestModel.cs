using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using Transformers.Generated;
using Xunit;

namespace Model.Tests;

/// <summary>Loads declared models by name, so that one theory can run over all of them.</summary>
internal static class TestModel
{
    /// <summary>The instruction sets whose text every machine can run; those it lacks run in software.</summary>
    public static readonly InstructionSet[] InstructionSets = [InstructionSet.Portable, InstructionSet.AdvSimd, InstructionSet.Avx2, InstructionSet.Avx512];

    /// <summary>Models whose weights are recorded goldens; all others get random ones.</summary>
    private static readonly Dictionary<string, string> s_goldens = new() { ["TinyBert"] = "bert-mlm", ["TinyGpt2"] = "gpt2", ["TinyT5"] = "t5" };

    /// <summary>Every kind of model the tests declare, without those that share all kernels with another.</summary>
    public static readonly string[] Names =
        ["TinyBert", "TinyGpt2", "TinyT5", "OddMasked", "OddSinusoidal", "OddCustom", "OddClassifier", "OddTokens", "OddDecoder", "OddGatedDecoder", "OddGatedT5",
            "OddLlama", "OddWindow", "OddBanded", "BrainDecoder", "HalfDecoder"];

    /// <summary>Those that take batches apart.</summary>
    public static readonly string[] Encoders = ["TinyBert", "OddMasked", "OddSinusoidal", "OddCustom", "OddClassifier", "OddTokens"];

    /// <summary>Those that take sessions.</summary>
    public static readonly string[] Decoders = ["TinyGpt2", "OddDecoder", "OddGatedDecoder", "OddLlama", "OddWindow", "OddBanded", "BrainDecoder", "HalfDecoder"];

    /// <summary>Every name with every instruction set.</summary>
    public static TheoryData<string, InstructionSet> OnEveryInstructionSet(params IEnumerable<string> names)
    {
        TheoryData<string, InstructionSet> data = [];
        foreach (string name in names)
        {
            Array.ForEach(InstructionSets, isa => data.Add(name, isa));
        }

        return data;
    }

    public static Type TypeOf(string name) => typeof(TestModel).Assembly.GetType("Model.Tests." + name, throwOnError: true)!;

    public static string Checkpoint(string name) =>
        s_goldens.TryGetValue(name, out string? golden) ? new Golden(golden).Checkpoint : RandomCheckpoint.PathFor(TypeOf(name));

    public static TransformerModel Load(string name, InstructionSet isa, int threads = 1) =>
        Load(TypeOf(name), Checkpoint(name), new LoadOptions { InstructionSet = isa, ThreadCount = threads });

    /// <summary>Calls the generated <c>Load</c>.</summary>
    public static TransformerModel Load(Type type, string path, LoadOptions? options = null)
    {
        try
        {
            return (TransformerModel)type.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [path, options, null, CancellationToken.None])!;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
