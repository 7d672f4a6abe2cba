using System.Linq;
using System.Reflection;
using Transformers.Generated;

namespace Translate;

/// <summary>The model whose folder the build was given. The generator writes the rest of this class for its shape.</summary>
[EncoderDecoder(Config = "obj/model/config.json")]
public sealed partial class TranslationModel
{
    /// <summary>The folder with config, weights and tokenizers; empty where the build was given none.</summary>
    internal static string Folder { get; } =
        typeof(TranslationModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(item => item.Key == "ModelFolder")?.Value ?? "";
}
