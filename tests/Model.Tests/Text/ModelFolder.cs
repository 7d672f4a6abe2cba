using System;
using System.IO;
using TestSupport;

namespace Model.Tests.Text;

/// <summary>A folder in Hugging Face layout, made of a golden's tiny weights and a vocabulary of ours; gone after the test.</summary>
internal sealed class ModelFolder : IDisposable
{
    public ModelFolder(string golden, Func<SafetensorsData, SafetensorsData>? adapt = null, bool hasTokenizer = true)
    {
        FullPath = Directory.CreateTempSubdirectory("model-test-").FullName;
        string weights = Path.Combine(Golden.Folder, golden + ".safetensors");
        if (adapt is null)
        {
            File.Copy(weights, PathOf("model.safetensors"));
        }
        else
        {
            adapt(SafetensorsData.Read(weights)).Write(PathOf("model.safetensors"));
        }

        if (hasTokenizer)
        {
            AddTokenizer();
        }
    }

    public string FullPath { get; }

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public void AddTokenizer()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Text", "vocab.txt"), PathOf("vocab.txt"));
        Write("tokenizer_config.json", """{"tokenizer_class": "BertTokenizer", "do_lower_case": true}""");
    }

    public ModelFolder Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
        return this;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
