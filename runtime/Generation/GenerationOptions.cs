using System;
using System.Collections.Generic;
using System.IO;
using Transformers.Generated.Generation;

namespace Transformers.Generated;

/// <summary>
/// How text is generated: which tokens may be chosen, how, and when to stop. Immutable: keep one and pass it to every call.
/// </summary>
/// <remarks>
/// A value that is null is the one in the model's <c>generation_config.json</c>, or else the default named here. Names and meanings are
/// those of Hugging Face's GenerationConfig. Wrong values throw <see cref="ArgumentException"/> when they are set.
/// </remarks>
public sealed record GenerationOptions
{
    /// <summary>
    /// Most tokens to generate (<c>max_new_tokens</c>), 1 or more; it wins over <see cref="MaxLength"/>. Setting either makes both of the
    /// file's void. Default: as many as the context holds.
    /// </summary>
    public int? MaxNewTokens { get; init => field = OptionRules.AtLeast(value, 1); }

    /// <summary>Most tokens of prompt and new text together (<c>max_length</c>), 1 or more. Default: none.</summary>
    public int? MaxLength { get; init => field = OptionRules.AtLeast(value, 1); }

    /// <summary>No stop token is chosen before so many new tokens (<c>min_new_tokens</c>). Default 0.</summary>
    public int? MinNewTokens { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>No stop token is chosen before prompt and new text have so many tokens (<c>min_length</c>). Default 0.</summary>
    public int? MinLength { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>
    /// Tokens that end the text (<c>eos_token_id</c>); they replace those of the file, and an empty list means none. Default: none.
    /// </summary>
    public IReadOnlyList<int>? StopTokens { get; init => field = OptionRules.Tokens(value); }

    /// <summary>
    /// Texts that end the text where the first of them is complete (<c>stop_strings</c>); what is generated ends before it. Default: none.
    /// </summary>
    public IReadOnlyList<string>? StopStrings { get; init => field = OptionRules.Texts(value); }

    /// <summary>
    /// Whether tokens are drawn at random by their probability (<c>do_sample</c>); false takes the most likely. Default false. It must be
    /// said, here or in the file, where <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/> or <see cref="MinP"/> is set
    /// here.
    /// </summary>
    public bool? Sample { get; init; }

    /// <summary>Sampling: logits are divided by it (<c>temperature</c>), above 0. Below 1 the likely become likelier. Default 1.</summary>
    public float? Temperature { get; init => field = OptionRules.AboveZero(value, "; to take the most likely token set Sample = false"); }

    /// <summary>
    /// Sampling: only so many most likely tokens are left (<c>top_k</c>), and those as likely as the last of them; 0 leaves all. Default
    /// 50, as with Hugging Face.
    /// </summary>
    public int? TopK { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>
    /// Sampling: only the fewest most likely tokens are left whose probabilities sum up to it (<c>top_p</c>, nucleus sampling), above 0 to
    /// 1. Default 1: all.
    /// </summary>
    public float? TopP { get; init => field = OptionRules.AtMost(OptionRules.AboveZero(value), 1); }

    /// <summary>
    /// Sampling: only tokens are left that are at least so likely in relation to the most likely one (<c>min_p</c>), 0 to 1. Default 0:
    /// all.
    /// </summary>
    public float? MinP { get; init => field = OptionRules.AtMost(OptionRules.AtLeast(value, 0f), 1); }

    /// <summary>Sampling: the same seed, prompt, options and machine give the same text. Default: a new one for each call.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// Logits of tokens in the prompt or text are divided by it where positive, else multiplied (<c>repetition_penalty</c>; Keskar et al.
    /// 2019), above 0. Default 1: off.
    /// </summary>
    public float? RepetitionPenalty { get; init => field = OptionRules.AboveZero(value); }

    /// <summary>Subtracted once from the logit of each token in the new text. Default 0. Not in Hugging Face's configuration.</summary>
    public float? PresencePenalty { get; init => field = OptionRules.Finite(value); }

    /// <summary>Subtracted from the logit of a token for each time it is in the new text. Default 0. Not in Hugging Face's
    /// configuration.</summary>
    public float? FrequencyPenalty { get; init => field = OptionRules.Finite(value); }

    /// <summary>No so many tokens in a row occur twice in prompt and text (<c>no_repeat_ngram_size</c>). Default 0: off.</summary>
    public int? NoRepeatNGram { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>Rows of tokens that never occur in the new text (<c>bad_words_ids</c>). Default: none.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? BadWords { get; init => field = OptionRules.Rows(value); }

    /// <summary>
    /// Tokens that are no part of the vocabulary: they have the probability 0 before anything else is computed, and the others share theirs
    /// (Marian's <c>pad_token_id</c>, by <c>model_type</c>). Default: none. <see cref="SuppressedTokens"/> keep their probability, which
    /// matters to the scores of beam search.
    /// </summary>
    public IReadOnlyList<int>? ExcludedTokens { get; init => field = OptionRules.Tokens(value); }

    /// <summary>Tokens that are never chosen (<c>suppress_tokens</c>). Default: none.</summary>
    public IReadOnlyList<int>? SuppressedTokens { get; init => field = OptionRules.Tokens(value); }

    /// <summary>Tokens that are not chosen as the first new one (<c>begin_suppress_tokens</c>). Default: none.</summary>
    public IReadOnlyList<int>? BeginSuppressedTokens { get; init => field = OptionRules.Tokens(value); }

    /// <summary>Added to the logits of tokens, by id (<c>sequence_bias</c> of single tokens). Default: nothing.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init => field = OptionRules.Biases(value); }

    /// <summary>The token that is chosen where there is only one before it (<c>forced_bos_token_id</c>). Default: none.</summary>
    public int? ForcedBosToken { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>
    /// The tokens of which one is chosen as the last that <see cref="MaxNewTokens"/> or <see cref="MaxLength"/> allows
    /// (<c>forced_eos_token_id</c>). Default: none.
    /// </summary>
    public IReadOnlyList<int>? ForcedEosTokens { get; init => field = OptionRules.Tokens(value); }

    /// <summary>Whether processed logits are made log-probabilities again (<c>renormalize_logits</c>): it matters to beam search.
    /// Default false.</summary>
    public bool? RenormalizeLogits { get; init; }

    /// <summary>
    /// The token that stands for a prompt without tokens (<c>bos_token_id</c>). Default: the tokenizer's; without one it is an error.
    /// </summary>
    public int? BosToken { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>
    /// The token that a decoder beside an encoder begins with (<c>decoder_start_token_id</c>). Default: <see cref="BosToken"/>.
    /// </summary>
    public int? DecoderStartToken { get; init => field = OptionRules.AtLeast(value, 0); }

    /// <summary>Beam search: the number of beams (<c>num_beams</c>), 1 or more. Default 1: no search.</summary>
    public int? BeamCount { get; init => field = OptionRules.AtLeast(value, 1); }

    /// <summary>
    /// Beam search: how many hypotheses are wanted (<c>num_return_sequences</c>), 1 to <see cref="BeamCount"/>. Default 1.
    /// </summary>
    public int? ReturnCount { get; init => field = OptionRules.AtLeast(value, 1); }

    /// <summary>
    /// Beam search: a hypothesis's log-probability is divided by its length to this power (<c>length_penalty</c>), -20 to 20; above 0
    /// favours long ones. Default 1.
    /// </summary>
    public float? LengthPenalty { get; init => field = OptionRules.AtMost(OptionRules.AtLeast(value, -20f), 20); }

    /// <summary>Beam search: when it ends (<c>early_stopping</c>). Default <see cref="EarlyStopping.WhenUnlikely"/>.</summary>
    public EarlyStopping? EarlyStopping { get; init => field = OptionRules.Defined(value); }

    /// <summary>Whether the result tells the log-probability of each token. Default false.</summary>
    public bool? LogProbabilities { get; init; }

    /// <summary>
    /// Reads what a model's folder says: its <c>generation_config.json</c>, or where there is none, these keys of its <c>config.json</c>.
    /// </summary>
    /// <param name="directory">The folder. Where it has neither file, every option is null.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for a way of generating that is not supported.</exception>
    public static GenerationOptions Load(string directory) => GenerationConfig.Load(directory);
}
