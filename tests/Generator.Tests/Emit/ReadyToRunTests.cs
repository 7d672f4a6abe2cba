using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TestSupport;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Emit;

/// <summary>Kernels skip the first tiers of the JIT, except where a ReadyToRun image is to hold them.</summary>
public sealed class ReadyToRunTests
{
    public static TheoryData<string> Sets => [.. IsaProfile.All.Select(isa => isa.Name)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_symbol_of_a_set_frees_that_set_alone(string set)
    {
        string symbol = KernelText.CompiledAhead(IsaProfile.All.Single(isa => isa.Name == set));
        CSharpParseOptions options = new(LanguageVersion.CSharp13, preprocessorSymbols: [symbol]);
        CSharpCompilation compilation = UserProject.Create(
            EmittedModels.Files(Specs.Encoder).Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.HintName)));

        INamedTypeSymbol model = compilation.GetTypeByMetadataName("Space.Tiny")!;
        foreach (IsaProfile isa in IsaProfile.All)
        {
            bool isHot = model.GetTypeMembers($"{isa.Name}Kernels").Single().GetMembers().OfType<IMethodSymbol>()
                .Any(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
            Assert.Equal(isa.Name != set, isHot);
        }
    }

    [Fact]
    public void The_targets_of_the_package_let_the_runtime_be_inlined()
    {
        const string Option = "--opt-cross-module:";
        string option = Assert.Single(
            Targets().Descendants("PublishReadyToRunCrossgen2ExtraArgs").SelectMany(element => element.Value.Split(';')),
            argument => argument.StartsWith(Option, System.StringComparison.Ordinal));
        Assert.True(System.IO.File.Exists(System.IO.Path.Combine(TestData.Repository!, "runtime", option[Option.Length..] + ".csproj")));
    }

    [Fact]
    public void The_targets_of_the_package_define_the_symbol_of_every_set()
    {
        string constants = string.Join(';', Targets().Descendants("DefineConstants").Select(element => element.Value));
        Assert.Equal(
            IsaProfile.All.Select(KernelText.CompiledAhead).Order(),
            constants.Split(';').Where(name => name.StartsWith("TRANSFORMERS_", System.StringComparison.Ordinal)).Order());
    }

    private static XDocument Targets() =>
        XDocument.Load(System.IO.Path.Combine(TestData.Repository!, "runtime", "build", "Transformers.Generated.targets"));
}
