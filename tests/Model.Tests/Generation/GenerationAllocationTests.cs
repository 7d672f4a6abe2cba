using System;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>In the steady state a token allocates nothing: decoding, processors, sampling, text.</summary>
public sealed class GenerationAllocationTests
{
    private const int WarmUp = 20;
    // Other threads of the test host allocate a little now and then; a token that allocates does so every time.
    private const int TokensPerWindow = 3;
    private const int Windows = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ATokenAllocatesNothing(int threads)
    {
        using KingJamesModel model = KingJamesModel.Load(KingJamesModel.Home, new LoadOptions { ThreadCount = threads });
        GenerationOptions options = new()
        {
            Sample = true, Seed = 1, TopP = 0.9f, RepetitionPenalty = 1.1f, NoRepeatNGram = 3, LogProbabilities = true,
            StopTokens = [], StopStrings = ["\n\n\n"],
        };
        GenerationSettings settings = GenerationSettings.Resolve(options, null, KingJamesModel.VocabularySize);
        using DecoderSession session = model.CreateSession();
        TokenRun tokens = new(session, settings, model.Tokenizer.Encode("In the beginning").Ids, KingJamesModel.VocabularySize);
        TextRun text = new(tokens, new StreamingDetokenizer(model.Tokenizer), settings.StopStrings);
        int characters = Advance(text, WarmUp);
        long own = long.MaxValue;
        long all = long.MaxValue;
        for (int window = 0; window < Windows && (own > 0 || all > 0); window++)
        {
            long allBefore = GC.GetTotalAllocatedBytes(precise: true);
            long ownBefore = GC.GetAllocatedBytesForCurrentThread();
            characters += Advance(text, TokensPerWindow);
            own = Math.Min(own, GC.GetAllocatedBytesForCurrentThread() - ownBefore);
            all = Math.Min(all, GC.GetTotalAllocatedBytes(precise: true) - allBefore);
        }

        Assert.True(own == 0 && all == 0, $"{own} bytes by the caller, {all} by all threads in {TokensPerWindow} tokens");
        Assert.True(characters > WarmUp);
    }

    private static int Advance(TextRun text, int tokens)
    {
        int characters = 0;
        for (int i = 0; i < tokens; i++)
        {
            Assert.True(text.Advance(CancellationToken.None));
            characters += text.Release().Length;
        }

        return characters;
    }
}
