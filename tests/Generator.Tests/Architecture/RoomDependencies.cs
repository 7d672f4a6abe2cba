using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Generator.Tests.TestSupport;
using Transformers.Generated.Generator;

namespace Generator.Tests.Architecture;

/// <summary>
/// Which namespaces each type of the generator uses, read from its assembly: signatures and method bodies, whatever the source says.
/// </summary>
internal static class RoomDependencies
{
    private const string Root = "Transformers.Generated.Generator";

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every pair of a type of the generator and a type that it uses.</summary>
    public static IReadOnlyCollection<(Type Type, Type Used)> Read() =>
    [
        .. from type in typeof(TransformerGenerator).Assembly.GetTypes()
           where RoomOf(type) is not null
           from used in UsedBy(type).SelectMany(Parts).Distinct()
           where used != type
           select (type, used),
    ];

    /// <summary>The room that a type stands in, empty for the generator itself; null for what is not the generator's.</summary>
    public static string? RoomOf(Type type) =>
        type.Namespace == Root ? "" : type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true ? type.Namespace[(Root.Length + 1)..].Split('.')[0] : null;

    private static IEnumerable<Type> UsedBy(Type type) =>
    [
        .. type.GetInterfaces(),
        .. type.BaseType is { } baseType ? [baseType] : Type.EmptyTypes,
        .. type.GetFields(Declared).Select(field => field.FieldType),
        .. type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(UsedBy),
    ];

    private static IEnumerable<Type> UsedBy(MethodBase method)
    {
        MethodBody? body = method.GetMethodBody();
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        IEnumerable<MemberInfo?> members = IlMethod.ReadTokens(body?.GetILAsByteArray() ?? [])
            .Select(token => method.Module.ResolveMember(token, typeArguments, methodArguments));
        return
        [
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method is MethodInfo info ? [info.ReturnType] : Type.EmptyTypes,
            .. body?.LocalVariables.Select(local => local.LocalType) ?? [],
            .. members.SelectMany(UsedBy),
        ];
    }

    private static IEnumerable<Type> UsedBy(MemberInfo? member) => member switch
    {
        Type type => [type],
        MethodInfo method => [method.DeclaringType!, method.ReturnType, .. method.GetGenericArguments()],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        { DeclaringType: { } type } => [type],
        _ => [],
    };

    /// <summary>A constructed type and all that it is made of.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType && !type.IsGenericTypeDefinition ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];
}
