using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Model;

/// <summary>A name given by the user: <see cref="TensorNameAttribute"/>.</summary>
internal sealed record TensorNameSpec(TensorRole Role, ModelSide Side, string Pattern);

/// <summary>Where the weights are found in a checkpoint.</summary>
internal sealed record CheckpointSpec(CheckpointLayout Layout, EquatableArray<TensorNameSpec> Names);
