using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Declaration;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>Which additional file a Config means.</summary>
public sealed class ConfigPathTests
{
    [Theory]
    [InlineData("/p/minilm/config.json", "minilm/config.json", "/p/", true)]
    [InlineData("/p/minilm/config.json", "minilm\\config.json", "/p", true)]
    [InlineData("/p/minilm/config.json", "./minilm//config.json", "/p/", true)]
    [InlineData("C:\\p\\minilm\\config.json", "minilm/config.json", "C:\\p\\", true)]
    [InlineData("/p/Minilm/config.json", "minilm/config.json", "/p/", true)]
    [InlineData("/shared/config.json", "../shared/config.json", "/p/", true)]
    [InlineData("/p/../shared/config.json", "../shared/config.json", "/p/", true)]
    [InlineData("minilm/config.json", "minilm/config.json", "/p/", true)]
    [InlineData("/p/other/minilm/config.json", "minilm/config.json", "/p/", false)]
    [InlineData("/p/config.json", "minilm/config.json", "/p/", false)]
    [InlineData("/p/xconfig.json", "config.json", "/p/", false)]
    [InlineData("/any/minilm/config.json", "minilm/config.json", null, true)]
    [InlineData("/any/xminilm/config.json", "minilm/config.json", null, false)]
    [InlineData("/any/config.json", ".", null, false)]
    public void Matching(string file, string config, string? projectDirectory, bool expected) =>
        Assert.Equal(expected, ConfigPath.IsMatch(file, config, projectDirectory));

    [Theory]
    [InlineData("config.json", true)]
    [InlineData("../config.json", true)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("/config.json", false)]
    [InlineData("\\\\server\\config.json", false)]
    [InlineData("C:\\config.json", false)]
    [InlineData("https://example.org/config.json", false)]
    public void Relative_paths(string config, bool expected) => Assert.Equal(expected, ConfigPath.IsRelative(config));

    [Fact]
    public void The_right_one_of_several_config_files_is_read()
    {
        string source = Sources.Model("[Encoder(Config = \"b/config.json\")]");

        Assert.Equal(384, GeneratorRun.Spec(
            source, ("a/config.json", Configs.Read("bert-base")), ("b/config.json", Configs.Read("minilm")), ("config.json", "{")).ModelDim);
    }

    [Fact]
    public void The_same_file_listed_twice_is_one_file()
    {
        string source = Sources.Model("[Encoder(Config = \"config.json\")]");

        Assert.Equal(384, GeneratorRun.Spec(source, Configs.File("minilm"), Configs.File("minilm")).ModelDim);
    }

    [Fact]
    public void Without_a_project_directory_an_unmistakable_file_is_found()
    {
        GeneratorDriver driver = GeneratorRun.CreateDriver([("deep/minilm/config.json", Configs.Read("minilm"))], projectDirectory: null);

        GeneratorDriverRunResult result = driver.RunGenerators(
            GeneratorRun.Compile(Sources.Model("[Encoder(Config = \"minilm/config.json\")]"))).GetRunResult();

        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void Files_that_nobody_asks_for_are_not_opened()
    {
        TestAdditionalText wanted = new(GeneratorRun.ProjectDirectory + "config.json", Configs.Read("minilm"));
        TestAdditionalText other = new(GeneratorRun.ProjectDirectory + "other/config.json", "{");
        GeneratorDriver driver = GeneratorRun.CreateDriver().AddAdditionalTexts([wanted, other]);

        driver = driver.RunGenerators(GeneratorRun.Compile(Sources.Model("[Encoder(Config = \"config.json\")]")));

        Assert.Empty(driver.GetRunResult().Diagnostics);
        Assert.Equal((1, 0), (wanted.ReadCount, other.ReadCount));
    }

    [Fact]
    public void Several_models_may_share_a_file()
    {
        string source = Sources.Model("[Encoder(Config = \"config.json\")]") + "[Encoder(Config = \"config.json\", Head = EncoderHead.Pooler)] partial class Other;";

        GeneratorRunResult result = GeneratorRun.Run(source, Configs.File("minilm"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["Space.Other.g.cs", "Space.Tiny.g.cs"], result.GeneratedSources.Select(generated => generated.HintName).Order());
    }
}
