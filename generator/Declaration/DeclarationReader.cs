using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Reads a class with a model attribute into facts and locations. The only reader of symbols.</summary>
internal sealed class DeclarationReader
{
    private readonly INamedTypeSymbol _symbol;
    private readonly CancellationToken _token;
    private readonly DeclarationLocations _locations;
    private readonly List<Violation> _violations = [];
    private bool _hasCompilerErrors;

    private DeclarationReader(INamedTypeSymbol symbol, Location attribute, CancellationToken token)
    {
        _symbol = symbol;
        _token = token;
        _locations = new DeclarationLocations(attribute);
    }

    /// <summary>Reads a declaration; null if another attribute of the same class speaks for it.</summary>
    public static Declared? Read(GeneratorAttributeSyntaxContext context, ModelFamily family, CancellationToken token)
    {
        try
        {
            return InvariantCulture.Run(() => ReadUnguarded(context, family, token));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Declared.Failed(context.TargetSymbol, context.TargetNode.GetLocation(), family, exception);
        }
    }

    private static Declared? ReadUnguarded(GeneratorAttributeSyntaxContext context, ModelFamily family, CancellationToken token)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        ImmutableArray<AttributeData> all = symbol.GetAttributes();
        List<AttributeData> models = all.Where(ModelAttributes.IsModel).ToList();

        // A class with several model attributes is visited once for each; the first reports them all.
        if (models.Count == 0 || !context.Attributes.Any(attribute => IsSame(attribute, models[0])))
        {
            return null;
        }

        DeclarationReader reader = new(symbol, GetLocation(models[0], token), token);
        reader._locations.Add(Violation.ClassAnchor, ((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation());
        TargetType? target = ClassReader.Read(symbol, (TypeDeclarationSyntax)context.TargetNode, reader._violations);
        reader.ReportSeveral(models);
        reader.ReportMembers();
        EquatableArray<DeclaredArgument> arguments = reader.ReadArguments(models[0]);
        EquatableArray<TensorNameSpec> names = reader.ReadNames(all.Where(ModelAttributes.IsTensorName));
        EquatableArray<Violation> violations = new(reader._violations);
        return new Declared(new DeclaredModel(target, family, arguments, names, violations, reader._hasCompilerErrors), reader._locations);
    }

    private static bool IsSame(AttributeData left, AttributeData right) =>
        left.ApplicationSyntaxReference is { } l
        && right.ApplicationSyntaxReference is { } r
        && l.SyntaxTree == r.SyntaxTree
        && l.Span == r.Span;

    private static Location GetLocation(AttributeData attribute, CancellationToken token) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(token).GetLocation() ?? Location.None;

    private void ReportSeveral(List<AttributeData> models)
    {
        for (int i = 1; i < models.Count; i++)
        {
            _locations.Add(Violation.ModelAttributeAnchor(i), GetLocation(models[i], _token));
            _violations.Add(new Violation(
                RuleIds.SeveralModelAttributes,
                Violation.ModelAttributeAnchor(i),
                $"{_symbol.Name} has {models.Count} model attributes, a class is one model; "
                + "keep one of [Encoder], [Decoder] and [EncoderDecoder], and declare a class for each other model"));
        }
    }

    private void ReportMembers()
    {
        foreach (ISymbol member in _symbol.GetMembers().Where(member => !member.IsImplicitlyDeclared))
        {
            bool isMethod = member is IMethodSymbol;
            if (PrivateNames.Taken.Contains(member.Name) || (!isMethod && PrivateNames.Methods.Contains(member.Name)))
            {
                _locations.Add(Violation.MemberAnchor(member.Name), member.Locations[0]);
                _violations.Add(new Violation(
                    RuleIds.MemberName,
                    Violation.MemberAnchor(member.Name),
                    $"{_symbol.Name} declares {member.Name}, a name that the generated part of the class needs; rename the member"));
            }
        }
    }

    private EquatableArray<DeclaredArgument> ReadArguments(AttributeData attribute)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(_token) is AttributeSyntax { ArgumentList: { } list })
        {
            foreach (AttributeArgumentSyntax argument in list.Arguments)
            {
                if (argument.NameEquals is { } name)
                {
                    _locations.Add(name.Name.Identifier.ValueText, argument.GetLocation());
                }
            }
        }

        List<DeclaredArgument> arguments = [];
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Value.Kind == TypedConstantKind.Error)
            {
                _hasCompilerErrors = true;
            }
            else if (argument.Value.Kind != TypedConstantKind.Array && argument.Value.Value is { } value)
            {
                arguments.Add(new DeclaredArgument(argument.Key, value));
            }
        }

        return new EquatableArray<DeclaredArgument>(arguments.OrderBy(argument => argument.Property, StringComparer.Ordinal));
    }

    private EquatableArray<TensorNameSpec> ReadNames(IEnumerable<AttributeData> attributes)
    {
        List<TensorNameSpec> names = [];
        foreach (AttributeData attribute in attributes)
        {
            TypedConstant side = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Side").Value;
            if (attribute.ConstructorArguments.Length != 2
                || attribute.ConstructorArguments[0].Value is not int role
                || attribute.ConstructorArguments[1].Kind == TypedConstantKind.Error
                || (side.Kind == TypedConstantKind.Error && !side.IsNull))
            {
                _hasCompilerErrors = true;
                continue;
            }

            _locations.Add(Violation.TensorNameAnchor(names.Count), GetLocation(attribute, _token));
            string pattern = attribute.ConstructorArguments[1].Value as string ?? "";
            ModelSide modelSide = side.Kind == TypedConstantKind.Enum && side.Value is int value ? (ModelSide)value : ModelSide.Any;
            names.Add(new TensorNameSpec((TensorRole)role, modelSide, pattern));
        }

        return new EquatableArray<TensorNameSpec>(names);
    }
}
