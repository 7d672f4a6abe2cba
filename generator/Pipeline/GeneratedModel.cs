using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Pipeline;

/// <summary>The generated files of one class.</summary>
/// <param name="Target">The class, or null where it cannot be reopened.</param>
/// <param name="Files">Its files.</param>
/// <param name="Failure">An exception on the way, or null.</param>
internal sealed record GeneratedModel(TargetType? Target, EquatableArray<SourceFile> Files, Violation? Failure);
