using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Pipeline;

/// <summary>All that source is generated from: a spec, or the reason why there is none.</summary>
/// <param name="Target">The class, or null where it cannot be reopened; nothing is generated then.</param>
/// <param name="Family">Encoder, decoder or both: decides the public surface.</param>
/// <param name="Head">The head asked for, likewise.</param>
/// <param name="Spec">The spec, or null.</param>
/// <param name="Failure">Without a spec: what the members of the public surface throw.</param>
internal sealed record ModelOutcome(TargetType? Target, ModelFamily Family, EncoderHead Head, ModelSpec? Spec, string Failure);
