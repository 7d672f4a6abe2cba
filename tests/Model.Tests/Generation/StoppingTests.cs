using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>A generation that is cancelled, left or outlived ends within a token and gives its memory back.</summary>
public sealed class StoppingTests
{
    private static readonly GenerationOptions s_long = new() { Sample = false, StopTokens = [], MaxNewTokens = 100 };

    [Fact]
    public void CancellingStopsBeforeTheNextToken()
    {
        using CancellationTokenSource source = new();
        int decodings = 0;
        ForeignTokenizer tokenizer = new(Tokenizers.Load(KingJamesModel.Home), () =>
        {
            if (++decodings == 20)
            {
                source.Cancel();
            }
        });
        using KingJamesModel model = KingJamesModel.Load(tokenizer);
        OperationCanceledException exception = Assert.ThrowsAny<OperationCanceledException>(
            () => model.Generate("In the beginning", s_long, source.Token));
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.InRange(decodings, 20, 21); // two for a token, the second may be of the token that was running
    }

    [Fact]
    public async Task ACancelledStreamGivesNoFurtherPiece()
    {
        using CancellationTokenSource source = new();
        KingJamesModel model = KingJamesModel.Load();
        int pieces = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (GeneratedText _ in model.GenerateAsync("In the beginning", s_long).WithCancellation(source.Token))
            {
                if (++pieces == 5)
                {
                    source.Cancel();
                }
            }
        });
        Assert.Equal(5, pieces);
        model.Dispose();
        Assert.True(model.Weights.IsDisposed);
    }

    [Fact]
    public async Task AStreamThatIsLeftFreesItsSession()
    {
        KingJamesModel model = KingJamesModel.Load();
        await foreach (GeneratedText _ in model.GenerateAsync("In the beginning", s_long))
        {
            break;
        }

        model.Dispose();
        Assert.True(model.Weights.IsDisposed);
    }

    [Fact]
    public async Task AStreamOutlivesItsModel()
    {
        KingJamesModel model = KingJamesModel.Load();
        string expected = model.Generate("In the beginning", s_long);
        List<GeneratedText> pieces = [];
        await foreach (GeneratedText piece in model.GenerateAsync("In the beginning", s_long))
        {
            model.Dispose();
            pieces.Add(piece);
            Assert.False(model.Weights.IsDisposed);
        }

        Assert.Equal(expected, string.Concat(pieces));
        Assert.True(model.Weights.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => model.Generate("In the beginning"));
    }
}
