using System;
using Peers.Decoders;
using Peers.Onnx;

namespace Peers.Llama;

/// <summary>A decoder's checkpoint as a GGUF file; without a tokenizer, for the benchmarks give token ids.</summary>
internal sealed class GgufDecoder(CheckpointWeights weights, DecoderShape shape, GgufType type)
{
    private readonly GgufFile _file = new();

    public void Save(string path)
    {
        string family = shape.IsLlama ? "llama" : "gpt2";
        _file.Set("general.architecture", family);
        _file.Set($"{family}.block_count", shape.LayerCount);
        _file.Set($"{family}.context_length", shape.ContextLength);
        _file.Set($"{family}.embedding_length", shape.ModelDim);
        _file.Set($"{family}.feed_forward_length", shape.FeedForwardDim);
        _file.Set($"{family}.attention.head_count", shape.HeadCount);
        _file.Set($"{family}.vocab_size", shape.VocabularySize);
        _file.Set("tokenizer.ggml.model", "no_vocab");
        if (shape.IsLlama)
        {
            AddLlama();
        }
        else
        {
            AddGpt2();
        }

        _file.Save(path);
    }

    private void AddGpt2()
    {
        _file.Set("gpt2.attention.layer_norm_epsilon", 1e-5f);
        AddTable("token_embd", "wte");
        Add("position_embd.weight", GgufType.Float32, weights.Table("wpe.weight"));
        AddNorm("output_norm", "ln_f");
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            string theirs = $"blk.{layer}.";
            string ours = $"h.{layer}.";
            AddNorm(theirs + "attn_norm", ours + "ln_1");
            AddNorm(theirs + "ffn_norm", ours + "ln_2");
            AddProjection(theirs + "attn_qkv", ours + "attn.c_attn");
            AddProjection(theirs + "attn_output", ours + "attn.c_proj");
            AddProjection(theirs + "ffn_up", ours + "mlp.c_fc");
            AddProjection(theirs + "ffn_down", ours + "mlp.c_proj");
        }
    }

    private void AddLlama()
    {
        _file.Set("llama.attention.head_count_kv", shape.KeyValueHeadCount);
        _file.Set("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        _file.Set("llama.rope.dimension_count", shape.HeadDim);
        _file.Set("llama.rope.freq_base", shape.RotaryTheta);
        AddTable("token_embd", "embed_tokens");
        AddVector("output_norm.weight", "norm.weight");
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            string theirs = $"blk.{layer}.";
            string ours = $"layers.{layer}.";
            AddVector(theirs + "attn_norm.weight", ours + "input_layernorm.weight");
            AddVector(theirs + "ffn_norm.weight", ours + "post_attention_layernorm.weight");
            Add(theirs + "attn_q.weight", type, InPairs(weights.Table(ours + "self_attn.q_proj.weight")));
            Add(theirs + "attn_k.weight", type, InPairs(weights.Table(ours + "self_attn.k_proj.weight")));
            AddTable(theirs + "attn_v", ours + "self_attn.v_proj");
            AddTable(theirs + "attn_output", ours + "self_attn.o_proj");
            AddTable(theirs + "ffn_gate", ours + "mlp.gate_proj");
            AddTable(theirs + "ffn_up", ours + "mlp.up_proj");
            AddTable(theirs + "ffn_down", ours + "mlp.down_proj");
        }
    }

    /// <summary>llama.cpp rotates neighbouring rows of a head together, the checkpoint rows half a head apart.</summary>
    private (float[] Values, int[] Shape) InPairs((float[] Values, int[] Shape) matrix)
    {
        int columns = matrix.Shape[1];
        int half = shape.HeadDim / 2;
        float[] result = new float[matrix.Values.Length];
        for (int row = 0; row < matrix.Shape[0]; row++)
        {
            int head = row / shape.HeadDim * shape.HeadDim;
            int source = head + (row % 2 * half) + (row % shape.HeadDim / 2);
            Array.Copy(matrix.Values, source * columns, result, row * columns, columns);
        }

        return (result, matrix.Shape);
    }

    private void AddTable(string theirs, string ours) => Add(theirs + ".weight", type, weights.Table(ours + ".weight"));

    /// <summary>A matrix that the checkpoint has as [in, out] and GGUF as [out, in].</summary>
    private void AddProjection(string theirs, string ours)
    {
        Add(theirs + ".weight", type, weights.Matrices(ours + ".weight"));
        AddVector(theirs + ".bias", ours + ".bias");
    }

    private void AddNorm(string theirs, string ours)
    {
        AddVector(theirs + ".weight", ours + ".weight");
        AddVector(theirs + ".bias", ours + ".bias");
    }

    private void AddVector(string theirs, string ours)
    {
        float[] values = weights.Vectors(ours);
        _file.Add(theirs, GgufType.Float32, values, values.Length);
    }

    private void Add(string name, GgufType stored, (float[] Values, int[] Shape) tensor) =>
        _file.Add(name, stored, tensor.Values, tensor.Shape);
}
