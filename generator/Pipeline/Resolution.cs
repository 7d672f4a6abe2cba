using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Pipeline;

/// <summary>What a declaration comes to, and everything wrong with it.</summary>
internal sealed record Resolution(ModelOutcome Outcome, EquatableArray<Violation> Violations);
