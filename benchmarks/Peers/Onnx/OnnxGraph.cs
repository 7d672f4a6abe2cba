using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Peers.Onnx;

/// <summary>Writes an ONNX file: nodes in the order of execution, constants, and inputs and outputs with named dimensions.</summary>
/// <remarks>The numbers of fields are those of <c>onnx.proto</c>.</remarks>
internal sealed class OnnxGraph
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Contrib = "com.microsoft";

    private const int IrVersion = 9;
    private const int Opset = 17;

    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];
    private readonly Dictionary<string, ProtobufMessage> _constants = [];

    public string Input(string name, OnnxType type, params string[] shape)
    {
        _inputs.Add(ValueInfo(name, type, shape));
        return name;
    }

    public void Output(string name, string value, params string[] shape)
    {
        _nodes.Add(Node("Identity", "", [value], [name], []));
        _outputs.Add(ValueInfo(name, OnnxType.Float, shape));
    }

    /// <summary>An output that a node writes under its own name, so that the caller's memory can be both input and output.</summary>
    public void Declare(string output, params string[] shape) => _outputs.Add(ValueInfo(output, OnnxType.Float, shape));

    /// <summary>A constant tensor; an empty shape is a scalar. A name that is taken stays what it is.</summary>
    public string Constant(string name, float[] values, params int[] shape) =>
        Constant(name, OnnxType.Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>A constant vector of integers.</summary>
    public string Constant(string name, params long[] values) =>
        Constant(name, OnnxType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>Applies an operator of the standard domain.</summary>
    public string Apply(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Apply(op, "", inputs, 1, attributes)[0];

    /// <summary>Applies an operator; an empty input is one left out.</summary>
    public string[] Apply(string op, string domain, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        string[] results = [.. Enumerable.Range(0, outputs).Select(i => $"{op}_{_nodes.Count}_{i}")];
        return Apply(op, domain, inputs, results, attributes);
    }

    /// <summary>Applies an operator whose results have names; an empty input or result is one left out.</summary>
    public string[] Apply(string op, string domain, string[] inputs, string[] results, params (string Name, object Value)[] attributes)
    {
        _nodes.Add(Node(op, domain, inputs, results, attributes));
        return results;
    }

    public void Save(string path)
    {
        ProtobufMessage graph = new();
        _nodes.ForEach(node => graph.Add(1, node));
        graph.Add(2, "model");
        foreach (ProtobufMessage constant in _constants.Values)
        {
            graph.Add(5, constant);
        }

        _inputs.ForEach(input => graph.Add(11, input));
        _outputs.ForEach(output => graph.Add(12, output));
        ProtobufMessage model = new ProtobufMessage().Add(1, IrVersion)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, Opset))
            .Add(8, new ProtobufMessage().Add(1, Contrib).Add(2, 1))
            .Add(7, graph);
        string unfinished = $"{path}.{Environment.ProcessId}";
        using (FileStream stream = File.Create(unfinished))
        {
            model.WriteTo(stream);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private string Constant(string name, OnnxType type, ReadOnlySpan<byte> data, int[] shape)
    {
        ProtobufMessage tensor = new();
        Array.ForEach(shape, size => tensor.Add(1, size));
        _constants.TryAdd(name, tensor.Add(2, (long)type).Add(8, name).Add(9, data.ToArray()));
        return name;
    }

    private static ProtobufMessage ValueInfo(string name, OnnxType type, string[] shape)
    {
        ProtobufMessage dimensions = new();
        foreach (string size in shape)
        {
            dimensions.Add(1, long.TryParse(size, out long value) ? new ProtobufMessage().Add(1, value)
                : new ProtobufMessage().Add(2, size));
        }

        ProtobufMessage tensor = new ProtobufMessage().Add(1, (long)type).Add(2, dimensions);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }

    private static ProtobufMessage Node(string op, string domain, string[] inputs, string[] outputs,
        (string Name, object Value)[] attributes)
    {
        ProtobufMessage node = new();
        Array.ForEach(inputs, input => node.Add(1, input));
        Array.ForEach(outputs, output => node.Add(2, output));
        node.Add(3, outputs[0]).Add(4, op);
        foreach ((string name, object value) in attributes)
        {
            node.Add(5, Attribute(name, value));
        }

        return node.Add(7, domain);
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        const int Type = 20;
        ProtobufMessage attribute = new ProtobufMessage().Add(1, name);
        switch (value)
        {
            case float number:
                return attribute.Add(2, number).Add(Type, 1);
            case int number:
                return attribute.Add(3, number).Add(Type, 2);
            case int[] numbers:
                Array.ForEach(numbers, number => attribute.Add(8, number));
                return attribute.Add(Type, 7);
            default:
                throw new ArgumentException($"attribute {name} has the type {value.GetType()}, which is not written yet");
        }
    }
}
