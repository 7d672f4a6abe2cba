using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Model;

/// <summary>One broken rule.</summary>
/// <param name="Id">Which rule: one of <see cref="RuleIds"/>.</param>
/// <param name="Anchors">
/// What it is about, most telling first: names of attribute properties, or one of the anchors below. The first that the user wrote is where
/// the message is shown; where none was written, that is the model attribute.
/// </param>
/// <param name="Message">Names property, value, rule and fix.</param>
internal sealed record Violation(string Id, EquatableArray<string> Anchors, string Message)
{
    /// <summary>The class's identifier.</summary>
    public const string ClassAnchor = "class";

    public Violation(string id, string anchor, string message)
        : this(id, new EquatableArray<string>([anchor]), message)
    {
    }

    /// <summary>A member of the class.</summary>
    public static string MemberAnchor(string name) => "member " + name;

    /// <summary>A warning lets the model be generated.</summary>
    public bool IsWarning => Id == RuleIds.TensorNameUnused;

    /// <summary>The <paramref name="index"/>-th <see cref="TensorNameAttribute"/> of the class.</summary>
    public static string TensorNameAnchor(int index) => "TensorName " + index;

    /// <summary>The <paramref name="index"/>-th model attribute of the class.</summary>
    public static string ModelAttributeAnchor(int index) => "attribute " + index;
}
