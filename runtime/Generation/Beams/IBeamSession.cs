using System;
using System.Threading;
using Transformers.Generated.Threading;

namespace Transformers.Generated.Generation;

/// <summary>The growing hypotheses of several sources in one decoder, as rows that continue rows. For one thread at a time.</summary>
internal interface IBeamSession : IDisposable
{
    /// <summary>The number of logits of a row.</summary>
    int VocabularySize { get; }

    /// <summary>The most tokens that a row can consume.</summary>
    int ContextLength { get; }

    /// <summary>The number of sources.</summary>
    int SourceCount { get; }

    /// <summary>The most threads of <see cref="Run"/>.</summary>
    int ThreadCount { get; }

    /// <summary>Begins: each source gets one row, which takes its tokens.</summary>
    /// <param name="prefixes">T tokens in as many sequences as there are sources, at least one token in each.</param>
    /// <param name="logits">Receives [SourceCount, VocabularySize]: what follows each row.</param>
    /// <param name="cancellationToken">Checked while computing.</param>
    void Prefill(in TokenBatch prefixes, Span<float> logits, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces all rows by R new ones: each is an old row and one more token. Several may continue one row; others are forgotten.
    /// </summary>
    /// <param name="tokens">[R] the token that each new row appends.</param>
    /// <param name="parents">[R] the old row that each continues: its index in the step before, or the source.</param>
    /// <param name="logits">Receives [R, VocabularySize]: what follows each new row.</param>
    /// <param name="cancellationToken">Checked while computing.</param>
    void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits, CancellationToken cancellationToken = default);

    /// <summary>Runs work between steps on the threads that compute them.</summary>
    /// <param name="loop">The work.</param>
    /// <param name="items">Number of its items.</param>
    void Run(ParallelLoop loop, int items);
}
