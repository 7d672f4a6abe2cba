using System;
using System.Collections.Generic;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;

namespace Generator.Tests.TestSupport;

/// <summary>Valid requests of every family with random dimensions and options; equal seeds give equal requests.</summary>
internal static class RandomRequests
{
    public static IEnumerable<ModelRequest> Take(int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            ModelRequest request = Next(random);
            if (SpecRules.Check(request) is { Count: > 0 } violations)
            {
                throw new InvalidOperationException($"{request}: {violations[0].Message}");
            }

            yield return request;
        }
    }

    private static ModelRequest Next(Random random)
    {
        int headCount = random.Next(1, 9);
        int headDim = random.Next(1, 40);
        ModelRequest request = random.Next(4) switch
        {
            0 => NextEncoder(random),
            1 => NextLlama(random),
            2 => Specs.Decoder with { NormPlacement = NextPlacement(random), FinalNorm = random.Next(2) == 0 },
            _ => Specs.EncoderDecoder with { EncoderLayerCount = random.Next(1, 5), DecoderLayerCount = random.Next(1, 5) },
        };
        return request with
        {
            Gated = request.Layout is CheckpointLayout.Llama or CheckpointLayout.T5 && random.Next(2) == 0,
            ModelDim = 2 * random.Next(1, 120),
            HeadCount = headCount,
            KeyValueHeadCount = request.KeyValueHeadCount is null ? null : headCount % 2 == 0 ? headCount / 2 : 1,
            HeadDim = request.Positions == PositionEncoding.Rotary ? 2 * headDim : headDim,
            LayerCount = request.LayerCount is null ? null : random.Next(1, 5),
            FeedForwardDim = random.Next(1, 500),
            VocabularySize = random.Next(1, 900),
            ContextLength = random.Next(1, 64),
            Activation = (Activation)random.Next(5),
            Weights = (WeightFormat)random.Next(3),
            TiedOutput = request.Head is EncoderHead.MaskedLanguageModel || request.Family != ModelFamily.Encoder ? random.Next(2) == 0 : null,
        };
    }

    private static ModelRequest NextLlama(Random random) => Specs.Llama with
    {
        QueryKeyValueBias = random.Next(2) == 0,
        FeedForwardBias = random.Next(2) == 0,
        NormKind = random.Next(2) == 0 ? NormKind.RmsNorm : NormKind.LayerNorm,
    };

    private static ModelRequest NextEncoder(Random random)
    {
        EncoderHead head = (EncoderHead)random.Next(5);
        return Specs.Encoder with
        {
            NormPlacement = NextPlacement(random),
            EmbeddingNorm = random.Next(2) == 0,
            TokenTypeCount = random.Next(3),
            EmbeddingScale = random.Next(2) == 0 ? 1 : 3.5f,
            Positions = random.Next(2) == 0 ? PositionEncoding.Learned : PositionEncoding.SinusoidalHalves,
            PositionOffset = random.Next(3),
            Head = head,
            LabelCount = head is EncoderHead.SequenceClassification or EncoderHead.TokenClassification ? random.Next(1, 20) : null,
        };
    }

    private static NormPlacement NextPlacement(Random random) => random.Next(2) == 0 ? NormPlacement.Pre : NormPlacement.Post;
}
