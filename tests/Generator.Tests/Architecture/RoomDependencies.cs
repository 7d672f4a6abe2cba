using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Generator.Tests.TestSupport;
using Transformers.Generated.Generator;

namespace Generator.Tests.Architecture;

/// <summary>Which rooms of the generator use which namespaces, read from its assembly: signatures and method bodies, no source.</summary>
internal sealed class RoomDependencies
{
    private const string Root = "Transformers.Generated.Generator";

    private readonly MetadataReader _metadata;
    private readonly HashSet<(string Type, string Used)> _uses = [];
    private string _type = "";

    private RoomDependencies(PEReader file)
    {
        _metadata = file.GetMetadataReader();
        foreach (TypeDefinition type in _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition))
        {
            _type = FullName(type);
            ReadType(type, file);
        }
    }

    /// <summary>Every pair of a type of the generator and a namespace that it uses.</summary>
    public static IReadOnlyCollection<(string Type, string Used)> Read()
    {
        using PEReader file = new(new MemoryStream(File.ReadAllBytes(typeof(TransformerGenerator).Assembly.Location)));
        return new RoomDependencies(file)._uses;
    }

    /// <summary>The room of a type or namespace: the part behind the root, or the root itself as an empty room; null for what is not the generator's.</summary>
    public static string? RoomOf(string name) =>
        !name.StartsWith(Root, StringComparison.Ordinal) ? null : name.Length == Root.Length ? "" : name[(Root.Length + 1)..].Split('.')[0];

    private void ReadType(TypeDefinition type, PEReader file)
    {
        Use(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            Use(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (FieldDefinition field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            UseSignature(field.Signature);
        }

        foreach (MethodDefinition method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            UseSignature(method.Signature);
            if (method.RelativeVirtualAddress != 0)
            {
                MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
                IlMethod.ReadTokens(body.GetILBytes()!).ToList().ForEach(token => Use(MetadataTokens.EntityHandle(token)));
                if (!body.LocalSignature.IsNil)
                {
                    UseSignature(_metadata.GetStandaloneSignature(body.LocalSignature).Signature);
                }
            }
        }
    }

    private void Use(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case var _ when handle.IsNil:
                break;
            case HandleKind.TypeReference:
                _uses.Add((_type, NamespaceOf((TypeReferenceHandle)handle)));
                break;
            case HandleKind.TypeDefinition:
                _uses.Add((_type, NamespaceOf(_metadata.GetTypeDefinition((TypeDefinitionHandle)handle))));
                break;
            case HandleKind.TypeSpecification:
                UseSignature(_metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                break;
            case HandleKind.MethodDefinition:
                Use(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Use(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Use(member.Parent);
                UseSignature(member.Signature);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(method.Method);
                UseSignature(method.Signature);
                break;
        }
    }

    // Every type in a signature is a compressed token behind CLASS (0x12), VALUETYPE (0x11) or a custom modifier (0x1F, 0x20).
    private void UseSignature(BlobHandle handle)
    {
        BlobReader signature = _metadata.GetBlobReader(handle);
        while (signature.RemainingBytes > 1)
        {
            if (signature.ReadByte() is 0x11 or 0x12 or 0x1F or 0x20)
            {
                BlobReader token = signature;
                EntityHandle type = token.ReadTypeHandle();
                if (IsKnown(type))
                {
                    Use(type);
                }
            }
        }
    }

    // The bytes may also be lengths or counts that only look like types.
    private bool IsKnown(EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => false,
        HandleKind.TypeReference => MetadataTokens.GetRowNumber(handle) <= _metadata.TypeReferences.Count,
        HandleKind.TypeDefinition => MetadataTokens.GetRowNumber(handle) <= _metadata.TypeDefinitions.Count,
        _ => false,
    };

    private string NamespaceOf(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? NamespaceOf((TypeReferenceHandle)type.ResolutionScope) : _metadata.GetString(type.Namespace);
    }

    private string NamespaceOf(TypeDefinition type) =>
        type.GetDeclaringType().IsNil ? _metadata.GetString(type.Namespace) : NamespaceOf(_metadata.GetTypeDefinition(type.GetDeclaringType()));

    private string FullName(TypeDefinition type) => type.GetDeclaringType().IsNil
        ? $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}"
        : $"{FullName(_metadata.GetTypeDefinition(type.GetDeclaringType()))}+{_metadata.GetString(type.Name)}";
}
