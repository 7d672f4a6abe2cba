using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TestSupport;

namespace Model.Tests;

/// <summary>A recorded run: a tiny checkpoint, its inputs [B, T] with mask, and its outputs.</summary>
internal sealed class Golden
{
    /// <param name="name">The recording.</param>
    /// <param name="weights">The checkpoint, where it has another name.</param>
    public Golden(string name, string? weights = null)
    {
        Checkpoint = Path.Combine(Folder, (weights ?? name) + ".safetensors");
        Data = SafetensorsData.Read(Path.Combine(Folder, name + ".golden.safetensors"));
        Source = Tokens("in.input_ids", Data.Contains("in.attention_mask") ? "in.attention_mask" : null);
    }

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Goldens");

    public string Checkpoint { get; }

    public SafetensorsData Data { get; }

    /// <summary>The inputs as a packed batch, masked tokens left out.</summary>
    public Tokens Source { get; }

    public Tokens Tokens(string ids, string? mask)
    {
        int[] shape = Data.Shape(ids);
        int[] kept = Kept(shape, mask is null ? null : Data.Ints(mask));
        int[] all = Data.Ints(ids);
        int[]? types = Data.Contains("in.token_type_ids") && ids == "in.input_ids" ? Data.Ints("in.token_type_ids") : null;
        int[] lengths = [.. Enumerable.Range(0, shape[0]).Select(row => kept.Count(index => index / shape[1] == row))];
        int[] positions = [.. kept.Select(index => index % shape[1])];
        return new Tokens([.. kept.Select(index => all[index])], lengths, types is null ? null : [.. kept.Select(index => types[index])], positions);
    }

    /// <summary>The rows of an output [B, T, n] that belong to unmasked tokens.</summary>
    public float[] Packed(string output)
    {
        int[] shape = Data.Shape("in.input_ids");
        int[] kept = Kept(shape, Data.Contains("in.attention_mask") ? Data.Ints("in.attention_mask") : null);
        int columns = Data.Shape(output)[2];
        float[] values = Data.Values(output);
        return [.. kept.SelectMany(index => values.Skip(index * columns).Take(columns))];
    }

    private static int[] Kept(int[] shape, int[]? mask) =>
        [.. Enumerable.Range(0, shape[0] * shape[1]).Where(i => mask is null || mask[i] != 0)];
}
