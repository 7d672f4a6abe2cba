using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>What all generated models share: weights in memory, passes to compute with, and an orderly end.</summary>
/// <remarks>
/// A loaded model never changes. Any number of threads may call it at once, without a lock between them: the first gets the worker team,
/// the others compute on their own thread, with the same bits. <see cref="Dispose"/> lets running calls finish and refuses later ones.
/// </remarks>
public abstract class TransformerModel : IDisposable
{
    /// <summary>As many callers at once find their workspace waiting; more allocate one for each call.</summary>
    private const int MaxIdlePasses = 64;

    private readonly SlotPool<ForwardPass> _passes = new(MaxIdlePasses);
    private int _users = 1; // the owner, and one for each running call
    private int _isDisposed;

    /// <summary>Loads the weights.</summary>
    /// <param name="definition">The generated description of the model.</param>
    /// <param name="path">A checkpoint directory, or one <c>.safetensors</c> file.</param>
    /// <param name="options">How to load and run; null for the defaults.</param>
    /// <param name="progress">Told of each tensor, or null.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="CheckpointException">The checkpoint is damaged or does not fit the model; the message lists every tensor
    /// concerned.</exception>
    protected TransformerModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new LoadOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.ThreadCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1);
        if (options.InstructionSet is < InstructionSet.Automatic or > InstructionSet.Avx512)
        {
            throw new ArgumentException($"LoadOptions.InstructionSet is {options.InstructionSet}; it must be a value of {nameof(InstructionSet)}");
        }

        Definition = definition;
        Folder = new ModelFolder(definition, path, options);
        Team = WorkerTeam.Shared;
        MaxTokens = options.MaxTokens;
        ThreadCount = options.ThreadCount == 0 ? WorkerTeam.DefaultLanes : Math.Min(options.ThreadCount, Team.MaxLanes);
        InstructionSet = InstructionSets.Resolve(options.InstructionSet);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Weights = WeightLoader.Load(checkpoint, definition.Tensors, ThreadCount, progress, cancellationToken);
        try
        {
            TiedOutput.Verify(checkpoint, definition, Weights, cancellationToken);
            foreach (ComputedTensor tensor in definition.Computed)
            {
                tensor.Fill(Weights);
            }
        }
        catch
        {
            Weights.Dispose();
            throw;
        }
    }

    /// <summary>The kernels this model runs.</summary>
    public InstructionSet InstructionSet { get; }

    /// <summary>Threads that share one forward pass.</summary>
    public int ThreadCount { get; }

    /// <summary>Most tokens in one batch.</summary>
    public int MaxTokens { get; }

    /// <summary>The generated description of the model.</summary>
    protected internal ModelDefinition Definition { get; }

    /// <summary>What lies beside the weights: tokenizer, labels.</summary>
    internal ModelFolder Folder { get; }

    internal AlignedBuffer Weights { get; }

    internal WorkerTeam Team { get; }

    /// <summary>Lets running calls finish and then frees the weights. Later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Leave();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Computes one lane's part of a pass. Generated.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="pass">The pass.</param>
    protected abstract void Forward(Lane lane, ForwardPass pass);

    /// <summary>Exact bytes of a workspace; tokens are those of each side, and sides a model does not have take none.</summary>
    internal long ComputeWorkspaceBytes(int sourceTokens, int targetTokens, int sequences, int headRows) =>
        sizeof(float) * Definition.Workspace.Total(sourceTokens, targetTokens, headRows, sequences, ThreadCount);

    internal void RunForward(Lane lane, ForwardPass pass) => Forward(lane, pass);

    /// <summary>Takes a pass for one call. The model stays in memory until it is given back.</summary>
    internal ForwardPass Rent()
    {
        Enter();
        return _passes.TryTake() ?? new ForwardPass(this);
    }

    /// <summary>One session more keeps the model in memory, beside one that does so already.</summary>
    internal void Hold() => Interlocked.Increment(ref _users);

    /// <summary>Takes a pass for a session or call that keeps the model in memory already: it may have been disposed of meanwhile.</summary>
    internal ForwardPass RentHeld()
    {
        Hold();
        return _passes.TryTake() ?? new ForwardPass(this);
    }

    /// <summary>Gives a pass back.</summary>
    internal void Return(ForwardPass pass)
    {
        if (!_passes.TryPut(pass))
        {
            pass.Dispose();
        }

        Leave();
    }

    /// <summary>Refuses a batch that does not fit the model, before anything is computed or allocated for it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="side">Whose vocabulary its tokens are of.</param>
    internal void Check(in TokenBatch batch, ModelSide side = ModelSide.Any)
    {
        int count = batch.TokenCount;
        if (count > MaxTokens)
        {
            throw new ArgumentException($"the batch has {count} tokens, more than MaxTokens = {MaxTokens}; split it, or raise LoadOptions.MaxTokens");
        }

        CheckRows(batch.SequenceCount, "sequences");
        CheckLengths(batch);
        if (side == ModelSide.Encoder && Definition.SourceVocabularySize > 0)
        {
            CheckRange(batch.TokenIds, Definition.SourceVocabularySize, "source token id", "SourceVocabularySize");
        }
        else
        {
            CheckRange(batch.TokenIds, Definition.VocabularySize, "token id", "VocabularySize");
        }

        if (!batch.TokenTypes.IsEmpty)
        {
            CheckCount(batch.TokenTypes.Length, count, "token types");
            CheckRange(batch.TokenTypes, Math.Max(Definition.TokenTypeCount, 1), "token type", "TokenTypeCount");
        }

        if (!batch.Positions.IsEmpty)
        {
            CheckCount(batch.Positions.Length, count, "positions");
            CheckRange(batch.Positions, Definition.ContextLength, "position", "ContextLength");
        }
    }

    /// <summary>Refuses a destination of the wrong size.</summary>
    internal static void CheckDestination(int length, long rows, int columns, string what)
    {
        if (length != rows * columns)
        {
            throw new ArgumentException($"the destination has {length} floats; {what} are [{rows}, {columns}] = {rows * columns}");
        }
    }

    /// <summary>Refuses rows of the head that are not tokens of the batch.</summary>
    internal void CheckChosen(ReadOnlySpan<int> tokens, int count)
    {
        CheckRows(tokens.Length, "rows of the head");
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)count)
            {
                throw new ArgumentException($"token index {tokens[i]} at {i} is not in 0 to {count - 1}: the batch has {count} tokens");
            }
        }
    }

    private void CheckRows(int count, string what)
    {
        if (count > MaxTokens)
        {
            throw new ArgumentException($"the batch has {count} {what}, more than MaxTokens = {MaxTokens}; split it, or raise LoadOptions.MaxTokens");
        }
    }

    private void CheckLengths(in TokenBatch batch)
    {
        long sum = 0;
        for (int i = 0; i < batch.SequenceCount; i++)
        {
            int length = batch.SequenceLengths[i];
            if (length < 0 || length > Definition.ContextLength)
            {
                throw new ArgumentException(
                    $"sequence {i} has {length} tokens; {Definition.Name} takes 0 to ContextLength = {Definition.ContextLength}; truncate or split the text");
            }

            sum += length;
        }

        if (sum != batch.TokenCount)
        {
            throw new ArgumentException($"the sequence lengths sum to {sum}, but the batch has {batch.TokenCount} tokens");
        }
    }

    private static void CheckCount(int length, int tokens, string what)
    {
        if (length != tokens)
        {
            throw new ArgumentException($"the batch has {tokens} tokens but {length} {what}; give one for each token or none");
        }
    }

    /// <summary>Refuses ids beyond a limit, which is that property of the model.</summary>
    internal void CheckRange(ReadOnlySpan<int> values, int limit, string what, string property)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if ((uint)values[i] >= (uint)limit)
            {
                throw new ArgumentException($"{what} {values[i]} at index {i} is not in 0 to {limit - 1} ({Definition.Name}.{property} = {limit})");
            }
        }
    }

    /// <summary>Frees what a family keeps beside weights and passes.</summary>
    private protected virtual void FreeCaches()
    {
    }

    /// <summary>Keeps the model in memory until <see cref="Leave"/>.</summary>
    internal void Enter()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0 || Volatile.Read(ref _isDisposed) != 0, this);
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
    }

    /// <summary>Ends a call or a session; the last one out frees the memory.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) != 0)
        {
            return;
        }

        while (_passes.TryTake() is { } pass)
        {
            pass.Dispose();
        }

        FreeCaches();
        Weights.Dispose();
    }
}
