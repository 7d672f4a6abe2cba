namespace Peers.Llama;

/// <summary><c>struct llama_batch</c>: tokens, their positions and sequences, and whose logits are wanted.</summary>
internal unsafe struct LlamaBatch()
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings = null;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public byte* AreLogitsWanted;
}
