using System.Linq;
using System.Reflection;
using Transformers.Generated;

namespace Complete;

/// <summary>The model whose folder the build was given. The generator writes the rest of this class for its shape.</summary>
[Decoder(Config = "obj/model/config.json")]
public sealed partial class CompletionModel
{
    /// <summary>The folder with config, weights and tokenizer.</summary>
    internal static string Folder { get; } =
        typeof(CompletionModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "ModelFolder").Value!;
}
