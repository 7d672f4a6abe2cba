using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <content>From a prompt to the text that follows it.</content>
public abstract partial class DecoderModel
{
    private TextGenerator? _generator;

    /// <summary>
    /// The tokenizer that text goes through: <see cref="LoadOptions.Tokenizer"/>, or else the one in the model's folder, which is loaded
    /// when it is first needed. Get it once after loading the model, and the first text does not wait for it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none, or it has more tokens than the model; the message says what was looked
    /// for.</exception>
    /// <exception cref="System.IO.InvalidDataException">Its files are damaged, or ask for something that is not supported.</exception>
    public ITokenizer Tokenizer => Folder.Tokenizer;

    private TextGenerator Generator => Volatile.Read(ref _generator) ?? CreateGenerator();

    /// <summary>Continues a prompt.</summary>
    /// <inheritdoc cref="GenerateResult"/>
    /// <returns>The text that follows, without the prompt.</returns>
    public string Generate(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Generator.Generate(prompt, options, cancellationToken);

    /// <summary>Continues a prompt, and tells how the text came about.</summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">Which tokens, how many, when to stop. What they leave open, or all where they are null, is as the model's
    /// <c>generation_config.json</c> says.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>Text, tokens, times, and why it ended.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the model, or the prompt does not fit the
    /// context.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer, the options forbid every token, or a logit is not a
    /// number.</exception>
    /// <exception cref="System.IO.InvalidDataException">The tokenizer's files or <c>generation_config.json</c> are damaged, or ask for
    /// something that is not supported.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of. A generation that runs when it is goes on to its
    /// end.</exception>
    public GenerationResult GenerateResult(
        string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Generator.GenerateResult(prompt, options, cancellationToken);

    /// <summary>Continues a prompt and streams the text, piece by piece as it becomes certain.</summary>
    /// <remarks>
    /// One token is computed for each piece that the consumer awaits, on the thread pool: the consumer's thread is never blocked, nothing
    /// runs ahead of it, and nothing is left running when it stops early. Errors, also of the options, are thrown while enumerating.
    /// </remarks>
    /// <inheritdoc cref="GenerateResult"/>
    /// <returns>The pieces; the last one holds the whole result.</returns>
    public IAsyncEnumerable<GeneratedText> GenerateAsync(
        string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Stream(prompt, options, cancellationToken);
    }

    private async IAsyncEnumerable<GeneratedText> Stream(
        string prompt, GenerationOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first generation reads the tokenizer, which may take long.
        TextGenerator generator = Volatile.Read(ref _generator) ?? await Task.Run(CreateGenerator, cancellationToken).ConfigureAwait(false);
        await foreach (GeneratedText piece in generator.GenerateAsync(prompt, options, cancellationToken).ConfigureAwait(false))
        {
            yield return piece;
        }
    }

    private TextGenerator CreateGenerator()
    {
        TextGenerator created = new(CreateSession, Tokenizer, Folder.Generation);
        return Interlocked.CompareExchange(ref _generator, created, null) ?? created;
    }
}
