using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Model.Tests.Isa;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Package;

/// <summary>The NuGet package: what is in it, and that a project with nothing else builds and computes what the projects of this repository do.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly Dictionary<string, string> s_noSettings = [];
    private static readonly string s_configuration =
        typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    // The model of the golden.
    private const string Program = """
        using System;
        using System.IO;
        using System.Linq;
        using System.Runtime.InteropServices;
        using Transformers.Generated;

        int[][] numbers = [.. args.Skip(2).Select(list => list.Split(',').Select(int.Parse).ToArray())];
        using Packaged model = Packaged.Load(args[0]);
        float[] hidden = new float[numbers[0].Length * Packaged.ModelDim];
        model.Encode(new TokenBatch(numbers[0], numbers[2], numbers[1]), hidden);
        File.WriteAllBytes(args[1], MemoryMarshal.AsBytes(hidden.AsSpan()).ToArray());
        Console.WriteLine(model.InstructionSet);

        [Encoder(ModelDim = 32, HeadCount = 4, LayerCount = 3, FeedForwardDim = 64, VocabularySize = 100, ContextLength = 24)]
        public sealed partial class Packaged;
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("package-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OnePackageIsAllThatAProjectNeeds()
    {
        string package = Pack();
        CheckContent(package);
        string program = BuildProgram(Path.GetFileNameWithoutExtension(package)["Transformers.Generated.".Length..]);

        Golden golden = new("bert-mlm");
        string output = Path.Combine(_folder, "hidden.bin");
        int[][] numbers = [golden.Source.TokenIds, golden.Source.Types!, golden.Source.Lengths];
        string[] arguments = ["exec", program, golden.Checkpoint, output, .. numbers.Select(list => string.Join(',', list))];
        string chosen = Assert.Single(ChildProcess.RunHost(arguments, s_noSettings));

        float[] hidden = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
        using EncoderModel model = (EncoderModel)TestModel.Load("TinyBert", Enum.Parse<InstructionSet>(chosen));
        float[] here = new float[golden.Source.TokenIds.Length * TinyBert.ModelDim];
        model.Encode(golden.Source.Batch, here);
        Bits.Equal(here, hidden, "the program that uses the package");
    }

    private static string Repository =>
        TestData.Repository ?? throw new InvalidOperationException("the tests do not run inside the checkout");

    // Projects are built already, at most the runtime's other target is not: the assemblies under test are packed.
    private string Pack()
    {
        Dotnet("pack", Path.Combine(Repository, "runtime"), "--output", _folder);
        return Assert.Single(Directory.GetFiles(_folder, "*.nupkg"));
    }

    private static void CheckContent(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        string[] frame = ["[Content_Types].xml", "_rels/", "package/"];
        IEnumerable<string> files = zip.Entries.Select(entry => entry.FullName).Where(name => !frame.Any(name.StartsWith));
        string[] expected =
        [
            "Transformers.Generated.nuspec", "README.md", "LICENSE", "analyzers/dotnet/cs/Transformers.Generated.Generator.dll",
            "build/Transformers.Generated.targets", "buildTransitive/Transformers.Generated.targets",
            "lib/net10.0/Transformers.Generated.dll", "lib/net10.0/Transformers.Generated.xml",
            "lib/net9.0/Transformers.Generated.dll", "lib/net9.0/Transformers.Generated.xml",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));

        using Stream stream = zip.GetEntry("Transformers.Generated.nuspec")!.Open();
        XElement[] elements = [.. XDocument.Load(stream).Descendants()];
        Assert.DoesNotContain(elements, element => element.Name.LocalName == "dependency");
        Assert.Contains(elements, element => element.Name.LocalName == "license" && element.Value == "MIT");
        Assert.Contains(elements, element => element.Name.LocalName == "readme" && element.Value == "README.md");
        Assert.All(zip.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)), CheckAssembly);
    }

    /// <summary>The compiler marks what the same sources always give byte by byte; symbols lie in the assembly itself.</summary>
    private static void CheckAssembly(ZipArchiveEntry entry)
    {
        using MemoryStream image = new();
        using (Stream stream = entry.Open())
        {
            stream.CopyTo(image);
        }

        image.Position = 0;
        using PEReader reader = new(image);
        DebugDirectoryEntryType[] types = [.. reader.ReadDebugDirectory().Select(debug => debug.Type)];
        Assert.Contains(DebugDirectoryEntryType.Reproducible, types);
        Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, types);
    }

    /// <summary>A project that knows the package and nothing of this repository.</summary>
    private string BuildProgram(string version)
    {
        string project = Directory.CreateDirectory(Path.Combine(_folder, "program")).FullName;
        File.WriteAllText(Path.Combine(project, "Program.cs"), Program);
        File.WriteAllText(Path.Combine(project, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>../packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Transformers.Generated" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(project, "nuget.config"), """
            <configuration>
              <packageSources>
                <clear />
                <add key="here" value=".." />
              </packageSources>
            </configuration>
            """);
        Dotnet("build", project);
        return Path.Combine(project, "bin", s_configuration, "net10.0", "Program.dll");
    }

    // No compiler or build server stays behind to hold files of the temporary folder.
    private static void Dotnet(string command, params string[] arguments) => ChildProcess.RunHost(
        [command, .. arguments, "--configuration", s_configuration, "-nodeReuse:false", "-p:UseSharedCompilation=false"], s_noSettings);
}
