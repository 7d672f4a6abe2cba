using System;
using System.IO;
using System.Text;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>generation_config.json and config.json.</summary>
public sealed class GenerationConfigTests
{
    [Fact]
    public void Every_key_is_read()
    {
        GenerationOptions options = Read("""
            {
              "_from_model_config": true, "transformers_version": "4.46.0", "cache_implementation": null, "unknown": {"eos_token_id": 77},
              "max_length": 512, "max_new_tokens": 9, "min_length": 1, "min_new_tokens": 2, "stop_strings": ["a", "b"],
              "do_sample": true, "temperature": 0.6, "top_k": 30, "top_p": 0.9, "min_p": 0.05, "repetition_penalty": 1.1,
              "no_repeat_ngram_size": 3, "renormalize_logits": true, "eos_token_id": [128001, 128009], "bos_token_id": 128000,
              "decoder_start_token_id": 5, "forced_bos_token_id": 6, "forced_eos_token_id": 7, "bad_words_ids": [[58100], [1, 2]],
              "suppress_tokens": [8], "begin_suppress_tokens": [9, 10], "sequence_bias": [[[11], -2.5]],
              "num_beams": 4, "num_return_sequences": 2, "length_penalty": 0.6, "early_stopping": "never",
              "typical_p": 1.0, "penalty_alpha": null, "num_beam_groups": 1, "diversity_penalty": 0.0, "guidance_scale": null
            }
            """);
        Assert.Equal((512, 9, 1, 2), (options.MaxLength, options.MaxNewTokens, options.MinLength, options.MinNewTokens));
        Assert.Equal(["a", "b"], options.StopStrings);
        Assert.Equal((true, 0.6f, 30, 0.9f, 0.05f), (options.Sample, options.Temperature, options.TopK, options.TopP, options.MinP));
        Assert.Equal((1.1f, 3, true), (options.RepetitionPenalty, options.NoRepeatNGram, options.RenormalizeLogits));
        Assert.Equal([128001, 128009], options.StopTokens);
        Assert.Equal((128000, 5, 6), (options.BosToken, options.DecoderStartToken, options.ForcedBosToken));
        Assert.Equal([7], options.ForcedEosTokens);
        Assert.Equal([[58100], [1, 2]], options.BadWords);
        Assert.Equal([8], options.SuppressedTokens);
        Assert.Equal([9, 10], options.BeginSuppressedTokens);
        Assert.Equal(-2.5f, options.LogitBias![11]);
        Assert.Equal((4, 2), (options.BeamCount, options.ReturnCount));
        Assert.Equal((0.6f, EarlyStopping.Never), (options.LengthPenalty, options.EarlyStopping));
    }

    [Theory]
    [InlineData("""{"eos_token_id": 2}""", 2)]
    [InlineData("""{"eos_token_id": null}""", null)]
    [InlineData("{}", null)]
    public void A_stop_token_may_be_alone_or_absent(string json, int? expected) => Assert.Equal(expected, Read(json).StopTokens?[0]);

    [Theory]
    [InlineData("true", EarlyStopping.WhenFull)]
    [InlineData("false", EarlyStopping.WhenUnlikely)]
    [InlineData("null", null)]
    public void Early_stopping_may_be_a_boolean(string value, EarlyStopping? expected) =>
        Assert.Equal(expected, Read($$"""{"early_stopping": {{value}}}""").EarlyStopping);

    /// <summary>Whichever file holds the options, the line of models stands in config.json.</summary>
    [Theory]
    [InlineData("""{"model_type": "marian", "pad_token_id": 7}""", 7)]
    [InlineData("""{"model_type": "marian", "pad_token_id": null}""", null)]
    [InlineData("""{"model_type": "bart", "pad_token_id": 7}""", null)]
    [InlineData("""{"pad_token_id": 7}""", null)]
    public void Marian_leaves_out_its_padding(string config, int? expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("config.json", config);
        Assert.Equal(expected, GenerationOptions.Load(folder.Root).ExcludedTokens?[0]);
        folder.Write("generation_config.json", """{"num_beams": 2}""");
        Assert.Equal(expected, GenerationOptions.Load(folder.Root).ExcludedTokens?[0]);
        Assert.Equal(2, GenerationOptions.Load(folder.Root).BeamCount);
    }

    [Fact]
    public void Placeholders_mean_nothing()
    {
        Assert.Null(Read("""{"max_length": 20}""").MaxLength);
        Assert.Null(Read("""{"temperature": 0.0, "do_sample": false}""").Temperature);
        Assert.Equal(0, Read("""{"top_k": null}""").TopK);
        Assert.Null(Read("{}").TopK);
    }

    [Theory]
    [InlineData("""{"penalty_alpha": 0.6, "top_k": 4}""", "$.penalty_alpha is 'set', which asks for a way of generating that is")]
    [InlineData("""{"typical_p": 0.9}""", "$.typical_p")]
    [InlineData("""{"num_beam_groups": 2}""", "$.num_beam_groups")]
    [InlineData("""{"remove_invalid_values": true}""", "$.remove_invalid_values")]
    [InlineData("""{"exponential_decay_length_penalty": [5, 1.5]}""", "$.exponential_decay_length_penalty")]
    [InlineData("""{"watermarking_config": {}}""", "$.watermarking_config")]
    [InlineData("""{"sequence_bias": [[[1, 2], 3.0]]}""", "Only single tokens")]
    [InlineData("""{"sequence_bias": [[[1]]]}""", "Only single tokens")]
    [InlineData("""{"sequence_bias": [[[1], 2, 3]]}""", "Write [[token], bias]")]
    [InlineData("""{"temperature": 0, "do_sample": true}""", "$.temperature: Temperature must be above 0")]
    [InlineData("""{"temperature": -1, "do_sample": true}""", "$.temperature: Temperature must be above 0")]
    [InlineData("""{"top_p": 1.5}""", "$.top_p: TopP must be 1 or less")]
    [InlineData("""{"repetition_penalty": 1e300}""", "$.repetition_penalty: RepetitionPenalty must be a finite number")]
    [InlineData("""{"top_k": -1}""", "$.top_k")]
    [InlineData("""{"top_k": 1e99}""", "$.top_k")]
    [InlineData("""{"top_p": "much"}""", "$.top_p")]
    [InlineData("""{"eos_token_id": [1, -1]}""", "$.eos_token_id[1]")]
    [InlineData("""{"early_stopping": "sometimes"}""", "$.early_stopping")]
    [InlineData("""{"bad_words_ids": [[]]}""", "BadWords[0] must have at least one token")]
    [InlineData("""{"num_beams": 4, "num_beams": 4}""", "twice")]
    [InlineData("""{"num_beams": 4""", "generation_config.json")]
    [InlineData("[]", "not a JSON object")]
    public void What_is_wrong_or_unsupported_is_named(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_generation_file_goes_alone_before_the_models()
    {
        using TemporaryFolder folder = new();
        Assert.Null(GenerationOptions.Load(folder.Root).StopTokens);

        folder.Write("config.json", """{"eos_token_id": 1, "bos_token_id": 2, "architectures": ["X"], "label2id": {"top_k": 3}}""");
        Assert.Equal([1], GenerationOptions.Load(folder.Root).StopTokens);

        folder.Write("generation_config.json", """{"eos_token_id": 5}""");
        GenerationOptions options = GenerationOptions.Load(folder.Root);
        Assert.Equal([5], options.StopTokens);
        Assert.Null(options.BosToken);
    }

    /// <summary>Damaged files: any change of a byte and any truncation gives options or the one kind of error.</summary>
    [Fact]
    public void Damaged_files_give_no_other_error()
    {
        byte[] whole = Encoding.UTF8.GetBytes(
            """{"eos_token_id": [1, 2], "bad_words_ids": [[1], [2, 3]], "sequence_bias": [[[1], 2.5]], "temperature": 0.5}""");
        Random random = new(1);
        int failures = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = whole[..(round < whole.Length ? round : whole.Length)];
            if (round >= whole.Length)
            {
                bytes = [.. whole];
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                GenerationConfig.Read(TokenizerSource.FromBytes("file", bytes));
            }
            catch (InvalidDataException)
            {
                failures++;
            }
        }

        Assert.InRange(failures, 1_000, 4_999);
    }

    private static GenerationOptions Read(string json) =>
        GenerationConfig.Read(TokenizerSource.FromBytes("generation_config.json", Encoding.UTF8.GetBytes(json)));
}
