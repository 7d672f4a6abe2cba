using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Generator.Tests.TestSupport;

/// <summary>A compiled method, as the JIT sees it.</summary>
/// <param name="Type">Simple name of its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes of its code.</param>
/// <param name="LocalCount">Number of its locals.</param>
/// <param name="OpCodes">Its instructions, in order.</param>
internal sealed record IlMethod(string Type, string Name, int Size, int LocalCount, ImmutableArray<OpCode> OpCodes)
{
    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every method with a body, of a compilation that has no errors.</summary>
    public static IReadOnlyList<IlMethod> ReadAll(Compilation compilation)
    {
        using MemoryStream image = new();
        if (compilation.Emit(image) is { Success: false } result)
        {
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics.Where(problem => problem.Severity >= DiagnosticSeverity.Warning)));
        }

        using PEReader file = new(new MemoryStream(image.ToArray()));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where method.RelativeVirtualAddress != 0
               select Read(metadata, method, file.GetMethodBody(method.RelativeVirtualAddress)),
        ];
    }

    private static IlMethod Read(MetadataReader metadata, MethodDefinition method, MethodBodyBlock body)
    {
        byte[] code = body.GetILBytes()!;
        string type = metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name);
        return new IlMethod(type, metadata.GetString(method.Name), code.Length, CountLocals(metadata, body), [.. Decode(code).Select(item => item.Code)]);
    }

    private static int CountLocals(MetadataReader metadata, MethodBodyBlock body)
    {
        if (body.LocalSignature.IsNil)
        {
            return 0;
        }

        BlobReader signature = metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    /// <summary>The metadata tokens that a method's code refers to, strings not counted.</summary>
    public static IEnumerable<int> ReadTokens(byte[] code) => Decode(code)
        .Where(item => item.Code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
        .Select(item => BitConverter.ToInt32(code, item.Operand));

    private static IEnumerable<(OpCode Code, int Operand)> Decode(byte[] code)
    {
        for (int i = 0; i < code.Length;)
        {
            short value = code[i] == 0xFE ? unchecked((short)(0xFE00 | code[i + 1])) : code[i];
            OpCode opCode = s_opCodes[value];
            i += opCode.Size;
            yield return (opCode, i);
            i += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }
}
