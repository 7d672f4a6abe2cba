using System;
using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Emit;

/// <summary>In a project with CheckForOverflowUnderflow, kernels have no overflow tests: in an inner loop each costs speed.</summary>
public sealed class CheckedArithmeticTests
{
    [Theory]
    [InlineData("encoder")]
    [InlineData("odd encoder")]
    [InlineData("decoder")]
    [InlineData("encoder-decoder")]
    public void Kernels_do_not_check(string model)
    {
        ModelRequest request = model switch
        {
            "encoder" => Specs.BertBase,
            "odd encoder" => Specs.Odd with { ModelDim = 42, HeadCount = 2, FeedForwardDim = 391 },
            "decoder" => Specs.Gpt2Small,
            _ => Specs.T5Base,
        };
        IReadOnlyList<IlMethod> methods = IlMethod.ReadAll(EmittedModels.Compile(EmittedModels.Files(request)));
        IlMethod[] kernels =
            [.. methods.Where(method => method.Type.EndsWith("Kernels", StringComparison.Ordinal) && method.Type != "IKernels")];

        Assert.Equal(4, kernels.Select(kernel => kernel.Type).Distinct().Count());
        Assert.Empty(kernels.Where(kernel => kernel.OpCodes.Any(code => code.Name!.Contains(".ovf"))).Select(kernel => $"{kernel.Type}.{kernel.Name}"));
    }

    [Fact]
    public void The_test_would_find_a_check()
    {
        string source = "static class SomeKernels { public static nint Next(nint i) => i + 1; }";
        IlMethod method = IlMethod.ReadAll(UserProject.Build(source).Project).Single();

        Assert.Contains("add.ovf", method.OpCodes.Select(code => code.Name));
    }
}
