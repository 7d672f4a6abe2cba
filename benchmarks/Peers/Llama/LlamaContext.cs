using System;

namespace Peers.Llama;

/// <summary>A loaded model and a context of several sequences.</summary>
internal sealed unsafe class LlamaContext : IDisposable
{
    /// <summary>Contexts are whole multiples of this.</summary>
    private const int ContextUnit = 256;

    private readonly LlamaLibrary _library;
    private readonly LlamaTeam _team;
    private readonly nint _model;
    private readonly nint _context;
    private readonly nint _memory;

    public LlamaContext(LlamaLibrary library, string path, int capacity, int sequences, int threads)
    {
        _library = library;
        _team = new LlamaTeam(library, threads);
        using Utf8 file = new(path);
        LlamaModelParameters loading = ((delegate* unmanaged<LlamaModelParameters>)library["llama_model_default_params"])();
        var load = (delegate* unmanaged<byte*, LlamaModelParameters, nint>)library["llama_model_load_from_file"];
        _model = LlamaLibrary.Demand(load(file, loading), path);
        LlamaContextParameters parameters = ((delegate* unmanaged<LlamaContextParameters>)library["llama_context_default_params"])();
        if (!parameters.HasKnownDefaults)
        {
            throw new InvalidOperationException(
                $"llama.cpp {library.Version} has other context parameters than 0.5.0; use the version in Peers/package.json");
        }

        parameters.ContextLength = (capacity + ContextUnit - 1) / ContextUnit * ContextUnit * sequences;
        parameters.SequenceCount = sequences;
        parameters.StepThreads = threads;
        parameters.BatchThreads = threads;
        var start = (delegate* unmanaged<nint, LlamaContextParameters, nint>)library["llama_init_from_model"];
        _context = LlamaLibrary.Demand(start(_model, parameters), "context");
        _memory = ((delegate* unmanaged<nint, nint>)library["llama_get_memory"])(_context);
        _team.Attach(_context);
    }

    /// <summary>Forgets what a sequence has from a position on.</summary>
    public void Truncate(int sequence, int position) =>
        ((delegate* unmanaged<nint, int, int, int, byte>)_library["llama_memory_seq_rm"])(_memory, sequence, position, -1);

    /// <summary>Takes tokens [B, count] of neighbouring sequences from a position on; logits are those of each one's last token.</summary>
    public void Decode(ReadOnlySpan<int> tokens, int firstSequence, int sequences, int position)
    {
        int count = tokens.Length / sequences;
        int* numbers = stackalloc int[sequences];
        int* positions = stackalloc int[tokens.Length];
        int* ones = stackalloc int[tokens.Length];
        int** owners = stackalloc int*[tokens.Length];
        byte* areWanted = stackalloc byte[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            int sequence = i / count;
            numbers[sequence] = firstSequence + sequence;
            positions[i] = position + (i % count);
            ones[i] = 1;
            owners[i] = numbers + sequence;
            areWanted[i] = (byte)(i % count == count - 1 ? 1 : 0);
        }

        fixed (int* ids = tokens)
        {
            LlamaBatch batch = new()
            {
                TokenCount = tokens.Length,
                Tokens = ids,
                Positions = positions,
                SequenceCounts = ones,
                Sequences = owners,
                AreLogitsWanted = areWanted,
            };
            LlamaLibrary.Check(((delegate* unmanaged<nint, LlamaBatch, int>)_library["llama_decode"])(_context, batch), "llama_decode");
        }
    }

    /// <summary>Logits of a token of the last call, which this waits for.</summary>
    public ReadOnlySpan<float> Logits(int token, int count) =>
        new(((delegate* unmanaged<nint, int, float*>)_library["llama_get_logits_ith"])(_context, token), count);

    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)_library["llama_free"])(_context);
        ((delegate* unmanaged<nint, void>)_library["llama_model_free"])(_model);
        _team.Dispose();
    }
}
