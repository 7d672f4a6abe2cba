using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Changes made one after another (<c>Sequence</c>); none at all leaves text as it is, but for unpaired surrogates.</summary>
internal sealed class NormalizerChain(IReadOnlyList<NormalizerStep> steps) : ITextNormalizer
{
    private readonly NormalizerStep[] _steps = [.. steps];

    public NormalizedText Normalize(ReadOnlySpan<char> text, int start, int end, EncodeScratch scratch)
    {
        scratch.Normalized.Reset(start);
        scratch.Normalized.Append(text, start, end);
        foreach (NormalizerStep step in _steps)
        {
            NormalizedText done = scratch.Normalized;
            scratch.Unfinished.Reset(start);
            step.Apply(new Piece(text, done, 0, done.Length), scratch.Unfinished, scratch);
            (scratch.Normalized, scratch.Unfinished) = (scratch.Unfinished, done);
        }

        return scratch.Normalized;
    }
}
