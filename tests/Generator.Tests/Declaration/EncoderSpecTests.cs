using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>[Encoder] without a config file: what each property means, and each layout's defaults and heads.</summary>
public sealed class EncoderSpecTests
{
    [Fact]
    public void A_bert_with_defaults_is_this_spec()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder());

        TargetType target = new("Space", EquatableArray<string>.Empty, "Tiny", "public", "Space.Tiny");
        NormSpec norm = new(NormKind.LayerNorm, NormPlacement.Post, 1e-12f);
        StackSpec stack = new(
            LayerCount: 2, HeadCount: 2, KeyValueHeadCount: 2, HeadDim: 4, FeedForwardDim: 16, Activation.Gelu, norm, HasFinalNorm: false,
            HasBias: true, ScoreScale: 0.5f, IsCausal: false, RelativeBias: null, HasCrossAttention: false);
        Assert.Equal(
            new ModelSpec(
                target, ModelFamily.Encoder, EncoderHead.None, ModelDim: 8, VocabularySize: 11, ContextLength: 6,
                new EmbeddingSpec(PositionEncoding.Learned, PositionOffset: 0, PositionCount: 6, TokenTypeCount: 2, HasNorm: true, Scale: 1),
                stack, Decoder: null, Head: null, new CheckpointSpec(CheckpointLayout.Bert, EquatableArray<TensorNameSpec>.Empty)),
            spec);
    }
}
