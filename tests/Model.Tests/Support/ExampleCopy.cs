using System;
using System.IO;
using System.Reflection;
using System.Threading.Tasks;
using TestSupport;

namespace Model.Tests;

/// <summary>
/// A copy of an example that is compiled for a model of its user's. What is built in its folder leaves the example itself as it was.
/// </summary>
internal sealed class ExampleCopy : IDisposable
{
    private const string Properties = """
        <Project>
          <PropertyGroup>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>
        """;

    private static readonly string s_configuration =
        typeof(ExampleCopy).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly string s_framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly string _folder = Directory.CreateTempSubdirectory("example-test-").FullName;
    private readonly string _name;

    public ExampleCopy(string name)
    {
        _name = name;
        string original = FolderOf(name);
        foreach (string file in Directory.GetFiles(original, "*.cs"))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        // Projects and models that it refers to stay where they are.
        string project = File.ReadAllText(Path.Combine(original, name + ".csproj"))
            .Replace("../../", TestData.Repository + "/", StringComparison.Ordinal)
            .Replace("'../", $"'{TestData.Repository}/examples/", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, name + ".csproj"), project);
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), Properties);
    }

    /// <summary>The assembly of an example as these tests were built with it: for no model of a user's.</summary>
    public static string ProgramOf(string name) => ProgramIn(FolderOf(name), name);

    /// <summary>Builds it for a model; the projects that it refers to are built already.</summary>
    /// <param name="model">The model's folder.</param>
    /// <returns>The exit code, and what the build printed.</returns>
    public async Task<(int Exit, string Output)> Build(string model)
    {
        // No compiler or build server stays behind to hold files of the temporary folder.
        (int exit, string output, string error) = await ExampleProgram.Run(
            "build", "", _folder, "--configuration", s_configuration, "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-p:BuildProjectReferences=false", $"-p:Model={model}");
        return (exit, output + error);
    }

    /// <summary>Runs what was built last.</summary>
    /// <param name="input">What is on its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<(int Exit, string Output, string Error)> Run(string input, params string[] arguments) =>
        ExampleProgram.Run(ProgramIn(_folder, _name), input, arguments);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string FolderOf(string name) => Path.Combine(TestData.Repository!, "examples", name);

    private static string ProgramIn(string folder, string name) => Path.Combine(folder, "bin", s_configuration, s_framework, name + ".dll");
}
