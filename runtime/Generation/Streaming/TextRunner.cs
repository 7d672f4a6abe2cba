using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Transformers.Generated.Generation;

/// <summary>Runs one generation to its end, or as a stream.</summary>
internal static class TextRunner
{
    /// <summary>The whole result.</summary>
    /// <param name="open">Makes the session.</param>
    /// <param name="ownsSession">Whether to dispose of it at the end.</param>
    /// <param name="begin">Begins the generation over it.</param>
    /// <param name="cancellationToken">Checked before each token, and within one as far as the session does.</param>
    public static GenerationResult Run(
        Func<IDecoderSession> open, bool ownsSession, Func<IDecoderSession, TextRun> begin, CancellationToken cancellationToken)
    {
        IDecoderSession session = open();
        try
        {
            TextRun run = begin(session);
            while (run.Advance(cancellationToken))
            {
            }

            return run.Result!;
        }
        finally
        {
            Close(session, ownsSession);
        }
    }

    /// <summary>The pieces of the text, all computed on the thread pool; the last one holds the whole result.</summary>
    /// <inheritdoc cref="Run"/>
    public static async IAsyncEnumerable<GeneratedText> RunAsync(
        Func<IDecoderSession> open,
        bool ownsSession,
        Func<IDecoderSession, TextRun> begin,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IDecoderSession session = await Task.Run(open, cancellationToken).ConfigureAwait(false);
        try
        {
            TextRun run = await Task.Run(() => begin(session), cancellationToken).ConfigureAwait(false);
            PoolStep step = new(run, cancellationToken);
            bool hasMore;
            do
            {
                hasMore = await step.AdvanceAsync().ConfigureAwait(false);
                string text = run.Release().ToString();
                if (text.Length > 0 || !hasMore)
                {
                    yield return new GeneratedText(text, run.Result);
                }
            }
            while (hasMore);
        }
        finally
        {
            Close(session, ownsSession);
        }
    }

    private static void Close(IDecoderSession session, bool ownsSession)
    {
        if (ownsSession)
        {
            session.Dispose();
        }
    }
}
