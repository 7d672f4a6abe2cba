using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>From prompt to text: limits, stops, streaming, cancelling.</summary>
public sealed class TextGeneratorTests
{
    private const int End = 0;

    private static readonly GenerationOptions s_stop = new() { StopTokens = [End] };

    [Fact]
    public void A_stop_token_ends_the_text_and_is_not_part_of_it()
    {
        using ScriptedSession session = Saying("Grüße, 世界 😀");
        GenerationResult result = Generator(session).GenerateResult("ab", s_stop);
        Assert.Equal("Grüße, 世界 😀", result.Text);
        Assert.Equal(FinishReason.StopToken, result.FinishReason);
        Assert.Equal([.. ByteTokenizer.Ids("Grüße, 世界 😀"), End], result.TokenIds);
        Assert.Equal((2, result.TokenIds.Count), (result.PromptTokenCount, result.NewTokenCount));
        Assert.Null(result.LogProbabilities);
        Assert.Null(result.Seed);
        Assert.Equal(1, session.Prefills);
        Assert.Equal([.. ByteTokenizer.Ids("abGrüße, 世界 😀")], session.Tokens); // the last one chosen is not consumed
        Assert.False(session.IsDisposed);
    }

    [Theory]
    [InlineData(3, null, 3)]
    [InlineData(null, 6, 4)]
    [InlineData(1, null, 1)]
    public void Limits_end_the_text(int? maxNewTokens, int? maxLength, int expected)
    {
        using ScriptedSession session = Saying("abcdefghij");
        GenerationOptions options = new() { MaxNewTokens = maxNewTokens, MaxLength = maxLength };
        GenerationResult result = Generator(session).GenerateResult("xy", options);
        Assert.Equal("abcdefghij"[..expected], result.Text);
        Assert.Equal(FinishReason.Length, result.FinishReason);
    }

    [Fact]
    public void A_full_context_ends_the_text()
    {
        using ScriptedSession session = ScriptedSession.Saying(256, 5, ByteTokenizer.Ids("abcdefghij"));
        GenerationResult result = Generator(session).GenerateResult("xy");
        Assert.Equal(FinishReason.ContextFull, result.FinishReason);
        Assert.Equal("abcd", result.Text); // 2 + 3 are consumed, the fourth follows them
    }

    [Theory]
    [InlineData("one two three", "two", "one ", 7)]
    [InlineData("naïve café", "ve c", "naï", 8)]
    [InlineData("abc", "x", "abc", 4)]
    public void A_stop_string_ends_the_text(string said, string stop, string expected, int tokens)
    {
        using ScriptedSession session = Saying(said);
        GenerationResult result = Generator(session).GenerateResult("p", s_stop with { StopStrings = [stop] });
        Assert.Equal(expected, result.Text);
        Assert.Equal(stop == "x" ? FinishReason.StopToken : FinishReason.StopString, result.FinishReason);
        Assert.Equal(stop == "x" ? null : stop, result.StopString);
        Assert.Equal(tokens, result.NewTokenCount);
    }

    [Fact]
    public async Task Pieces_are_whole_characters_and_never_take_anything_back()
    {
        const string Said = "Grüße 世界 😀 bye STOX STOP ever";
        using ScriptedSession session = Saying(Said);
        List<GeneratedText> pieces = [];
        await foreach (GeneratedText piece in Generator(session).GenerateAsync("p", s_stop with { StopStrings = ["STOP"] }))
        {
            Assert.DoesNotContain('\uFFFD', piece.Text);
            Assert.True(pieces.All(before => before.Result is null));
            pieces.Add(piece);
        }

        Assert.Equal("Grüße 世界 😀 bye STOX ", string.Concat(pieces));
        Assert.Contains("ü", pieces.Select(piece => piece.Text));
        Assert.Contains("😀", pieces.Select(piece => piece.Text));
        Assert.Contains("STOX", pieces.Select(piece => piece.Text)); // withheld until the X
        GenerationResult result = pieces[^1].Result!;
        Assert.Equal("Grüße 世界 😀 bye STOX ", result.Text);
        Assert.Equal(FinishReason.StopString, result.FinishReason);
    }

    [Fact]
    public void Bytes_that_are_no_character_come_out_at_the_end()
    {
        using ScriptedSession session = ScriptedSession.Saying(256, 100, 'a', 0xE4, 0xB8, End);
        Assert.Equal("a\uFFFD", Generator(session).Generate("p", s_stop));
    }

    [Fact]
    public async Task Streaming_leaves_the_callers_context_alone()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        RefusingContext context = new();
        HashSet<int> threads = [];
        using ScriptedSession session = new(256, 100, (tokens, logits) => logits[tokens.Count < 10 ? 'a' : End] = 5)
        {
            OnStep = () =>
            {
                Assert.Null(SynchronizationContext.Current);
                Assert.True(Thread.CurrentThread.IsThreadPoolThread);
                threads.Add(Environment.CurrentManagedThreadId);
            },
        };
        IAsyncEnumerator<GeneratedText> pieces = Generator(session).GenerateAsync("p", s_stop).GetAsyncEnumerator();
        await Task.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            try
            {
                // The consumer blocks its own thread: were anything posted back to it, this would hang.
                while (pieces.MoveNextAsync().AsTask().GetAwaiter().GetResult())
                {
                }
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, context.Posts);
        Assert.NotEmpty(threads);
    }

    [Fact]
    public async Task Nothing_is_computed_ahead_or_after_the_consumer_stops()
    {
        using ScriptedSession session = Saying(new string('a', 50));
        int seen = 0;
        await foreach (GeneratedText _ in Generator(session).GenerateAsync("p"))
        {
            Assert.Equal(seen + 1, session.Position);
            if (++seen == 5)
            {
                break;
            }
        }

        Assert.Equal(5, session.Position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_stops_within_a_token(bool duringStep)
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        using ScriptedSession session = new(256, 100, (_, logits) => logits['a'] = 5)
        {
            OnStep = () =>
            {
                if (++steps == 4 && duringStep)
                {
                    source.Cancel();
                }
            },
        };
        int pieces = 0;
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (GeneratedText _ in Generator(session).GenerateAsync("p").WithCancellation(source.Token))
            {
                if (++pieces == 3 && !duringStep)
                {
                    source.Cancel();
                }
            }
        });
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Equal((3, duringStep ? 4 : 3), (pieces, steps));
        Assert.Equal(3, session.Position);
    }

    [Fact]
    public void Cancelled_before_it_begins_it_computes_nothing()
    {
        using ScriptedSession session = Saying("abc");
        Assert.Throws<OperationCanceledException>(() => Generator(session).Generate("p", null, new CancellationToken(canceled: true)));
        Assert.Equal(0, session.Position);
    }

    [Fact]
    public async Task Sessions_of_its_own_are_disposed_of()
    {
        List<ScriptedSession> sessions = [];
        TextGenerator generator = new(
            () =>
            {
                sessions.Add(Saying("abc"));
                return sessions[^1];
            },
            new ByteTokenizer(),
            s_stop);
        Assert.Equal("abc", generator.Generate("p"));
        IAsyncEnumerable<GeneratedText> stream = generator.GenerateAsync("p");
        for (int i = 0; i < 2; i++) // enumerating anew generates anew
        {
            await foreach (GeneratedText piece in stream)
            {
                Assert.Equal("a", piece.Text);
                break;
            }
        }

        Assert.Throws<ArgumentException>(() => generator.Generate("")); // after the session is open
        Assert.Equal(4, sessions.Count);
        Assert.All(sessions, session => Assert.True(session.IsDisposed));
    }

    [Fact]
    public void An_empty_prompt_begins_with_the_bos_token()
    {
        using ScriptedSession session = Saying("abc");
        Assert.Equal("abc", Generator(session).Generate("", s_stop with { BosToken = 7 }));
        Assert.Equal(7, session.Tokens[0]);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Generator(session).Generate("", s_stop));
        Assert.Contains("BosToken", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        using ScriptedSession session = ScriptedSession.Saying(256, 4, 'a');
        Assert.Contains("5 tokens, but the context of 4", Message("abcde", new GenerationOptions()), StringComparison.Ordinal);
        Assert.Contains("BeamCount", Message("ab", new GenerationOptions { BeamCount = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxLength", Message("ab", new GenerationOptions { MaxLength = 2 }), StringComparison.Ordinal);
        Assert.Equal(0, session.Position);

        string Message(string prompt, GenerationOptions options) =>
            Assert.Throws<ArgumentException>(() => Generator(session).Generate(prompt, options)).Message;
    }

    /// <summary>Models round their vocabulary up; the surplus has no text and is never chosen.</summary>
    [Fact]
    public void A_token_without_text_is_never_chosen()
    {
        using ScriptedSession session = new(300, 100, (tokens, logits) =>
        {
            logits.Clear();
            logits[299] = 9;
            logits[tokens.Count < 4 ? 'a' : End] = 5;
        });
        Assert.Equal("aaa", Generator(session).Generate("p", s_stop));
    }

    [Fact]
    public void Sampling_repeats_with_its_seed()
    {
        GenerationOptions options = new() { Sample = true, TopK = 0, MaxNewTokens = 30, LogProbabilities = true };
        GenerationResult first = Flat(options);
        GenerationResult again = Flat(options with { Seed = first.Seed });
        Assert.Equal(first.TokenIds, again.TokenIds);
        Assert.Equal(first.LogProbabilities, again.LogProbabilities);
        Assert.NotEqual(first.TokenIds, Flat(options with { Seed = first.Seed + 1 }).TokenIds);
        Assert.All(first.LogProbabilities!, value => Assert.Equal(-Math.Log(256), value, 1e-5));

        static GenerationResult Flat(GenerationOptions options)
        {
            using ScriptedSession session = new(256, 100, (_, logits) => logits.Clear());
            return Generator(session).GenerateResult("p", options);
        }
    }

    [Fact]
    public void Times_are_told()
    {
        using ScriptedSession session = new(256, 100, (_, logits) => logits['a'] = 5) { OnStep = () => Thread.Sleep(2) };
        GenerationResult result = Generator(session).GenerateResult("p", new GenerationOptions { MaxNewTokens = 5 });
        Assert.True(result.TimeToFirstToken >= TimeSpan.FromMilliseconds(1.9));
        Assert.True(result.Duration - result.TimeToFirstToken >= TimeSpan.FromMilliseconds(4 * 1.9));
        Assert.InRange(result.TokensPerSecond, 0.1, 1000 / 1.9);
    }

    [Fact]
    public void A_token_allocates_nothing()
    {
        using ScriptedSession session = new(1_000, 400, (tokens, logits) => logits[tokens.Count % 7] = tokens.Count);
        GenerationOptions options = new()
        {
            Sample = true, Seed = 1, TopP = 0.9f, RepetitionPenalty = 1.1f, LogProbabilities = true, StopTokens = [End], MinNewTokens = 400,
        };
        TokenRun run = new(session, GenerationSettings.Resolve(options, null, 1_000), [1, 2, 3], 1_000);
        long before = 0;
        for (int token = 0; token < 200; token++)
        {
            before = token == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            run.Next(CancellationToken.None);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>With a decoder that allocates nothing, a token allocates nothing but the string that is given out.</summary>
    [Fact]
    public void A_streamed_token_allocates_only_its_string()
    {
        using ScriptedSession session = new(256, 500, (_, logits) => logits['a'] = 5);
        GenerationSettings settings = GenerationSettings.Resolve(null, null, 256);
        TextRun run = new(new TokenRun(session, settings, [1], 256), new LetterDecoder(), ["aab"]);
        long strings = 0;
        long before = 0;
        for (int token = 0; token < 200; token++)
        {
            before = token == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            run.Advance(CancellationToken.None);
            int length = run.Release().ToString().Length;
            strings += token >= 100 ? length : 0;
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes, strings * 24, strings * 40); // a string of one letter has 24 to 32
    }

    private static ScriptedSession Saying(string text) => ScriptedSession.Saying(256, 200, [.. ByteTokenizer.Ids(text), End]);

    private static TextGenerator Generator(IDecoderSession session) => new(session, new ByteTokenizer());

    private sealed class LetterDecoder : IStreamingDecoder
    {
        public ReadOnlySpan<char> Add(int id) => "a";

        public ReadOnlySpan<char> Complete() => default;
    }

    /// <summary>A context whose thread is never free.</summary>
    private sealed class RefusingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback callback, object? state) => Posts++;
    }
}
