using System;

namespace Transformers.Generated;

/// <summary>Gives one tensor of the model another name in the checkpoint than its <see cref="CheckpointLayout"/> says.</summary>
/// <remarks>
/// The pattern is the module's name. <c>{i}</c> stands for the layer index. <c>{p}</c> stands for <c>weight</c> or <c>bias</c>; where it is
/// absent, <c>.weight</c> and <c>.bias</c> are appended. Example: <c>[TensorName(TensorRole.Query, "blocks.{i}.attn.q")]</c>.
/// </remarks>
/// <param name="role">Which tensor.</param>
/// <param name="pattern">Its name in the checkpoint.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TensorNameAttribute(TensorRole role, string pattern) : Attribute
{
    /// <summary>Which tensor.</summary>
    public TensorRole Role { get; } = role;

    /// <summary>Its name in the checkpoint.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Which side of an encoder-decoder is meant; irrelevant for the other families.</summary>
    public ModelSide Side { get; set; }
}
