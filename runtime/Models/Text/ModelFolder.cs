using System;
using System.IO;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>What lies beside a model's weights and is read when first asked for: tokenizer, labels, pooling, generation.</summary>
/// <remarks>Safe for concurrent use. A failure is not remembered: once a missing file is there, the next call finds it.</remarks>
internal sealed class ModelFolder
{
    private const int PoolingUnread = -1;

    private readonly Lock _lock = new();
    private readonly ModelDefinition _definition;
    private readonly string _directory;
    private ITokenizer? _tokenizer;
    private ITokenizer? _targetTokenizer;
    private ModelLabels? _labels;
    private int _pooling = PoolingUnread;

    /// <param name="definition">The model.</param>
    /// <param name="path">The directory or weights file that it was loaded from.</param>
    /// <param name="options">The user's own tokenizers; where there are none, those in the folder are read.</param>
    /// <exception cref="ArgumentException">A tokenizer has more tokens than the model.</exception>
    public ModelFolder(ModelDefinition definition, string path, LoadOptions options)
    {
        _definition = definition;
        string full = Path.GetFullPath(path); // now: the current directory may be another one later
        _directory = Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? full;
        _tokenizer = Fitting(options.Tokenizer, SourceVocabularySize, nameof(options.Tokenizer));
        _targetTokenizer = Fitting(
            options.TargetTokenizer ?? (SourceVocabularySize == VocabularySize ? options.Tokenizer : null),
            VocabularySize,
            nameof(options.TargetTokenizer));
    }

    /// <summary>The tokenizer.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it belongs to another model.</exception>
    /// <exception cref="InvalidDataException">Its files are damaged, or ask for something that is not supported.</exception>
    public ITokenizer Tokenizer => Volatile.Read(ref _tokenizer) ?? LoadTokenizer();

    /// <summary>The tokenizer of an encoder-decoder's targets.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it belongs to another model.</exception>
    /// <exception cref="InvalidDataException">Its files are damaged, or ask for something that is not supported.</exception>
    public ITokenizer TargetTokenizer => Volatile.Read(ref _targetTokenizer) ?? LoadTargetTokenizer();

    private int VocabularySize => _definition.VocabularySize;

    private int SourceVocabularySize => _definition.SourceVocabularySize > 0 ? _definition.SourceVocabularySize : VocabularySize;

    /// <summary>The labels of a classifier.</summary>
    /// <exception cref="InvalidDataException">config.json is damaged, or has another number of labels than the model.</exception>
    public ModelLabels Labels => Volatile.Read(ref _labels) ?? LoadLabels();

    /// <summary>The pooling of a sentence-embedding model.</summary>
    /// <exception cref="InvalidDataException">The folder asks for a pooling that is not supported.</exception>
    public Pooling Pooling
    {
        get
        {
            int pooling = Volatile.Read(ref _pooling);
            if (pooling == PoolingUnread)
            {
                pooling = (int)PoolingConfig.Read(Path.Combine(_directory, PoolingConfig.FileName));
                Volatile.Write(ref _pooling, pooling);
            }

            return (Pooling)pooling;
        }
    }

    /// <summary>How the model's publisher would have it generate; read anew at each call.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for a way of generating that is not supported.</exception>
    public GenerationOptions Generation => GenerationOptions.Load(_directory);

    private ITokenizer LoadTokenizer()
    {
        lock (_lock)
        {
            if (_tokenizer is null)
            {
                ITokenizer tokenizer = ReadTokenizer();
                CheckFound(tokenizer, SourceVocabularySize);
                Volatile.Write(ref _tokenizer, tokenizer);
            }

            return _tokenizer;
        }
    }

    private ITokenizer LoadTargetTokenizer()
    {
        lock (_lock)
        {
            if (_targetTokenizer is null)
            {
                ITokenizer tokenizer = Tokenizers.TryLoadTarget(_directory) ?? Tokenizer;
                CheckFound(tokenizer, VocabularySize);
                Volatile.Write(ref _targetTokenizer, tokenizer);
            }

            return _targetTokenizer;
        }
    }

    private ITokenizer ReadTokenizer()
    {
        try
        {
            return Tokenizers.Load(_directory);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidOperationException(
                $"{_definition.Name} needs a tokenizer to read text. {exception.Message} Or pass one as LoadOptions.Tokenizer.", exception);
        }
    }

    private ModelLabels LoadLabels()
    {
        lock (_lock)
        {
            if (_labels is null)
            {
                Volatile.Write(ref _labels, ModelLabels.Read(Path.Combine(_directory, "config.json"), _definition.Name, _definition.HeadOutputDim));
            }

            return _labels;
        }
    }

    private ITokenizer? Fitting(ITokenizer? tokenizer, int vocabularySize, string name) =>
        tokenizer is null || Fits(tokenizer, vocabularySize)
        ? tokenizer
        : throw new ArgumentException($"{nameof(LoadOptions)}.{name} {Misfit(tokenizer, vocabularySize)}");

    private void CheckFound(ITokenizer tokenizer, int vocabularySize)
    {
        if (!Fits(tokenizer, vocabularySize))
        {
            throw new InvalidOperationException($"the tokenizer in '{_directory}' {Misfit(tokenizer, vocabularySize)}");
        }
    }

    /// <summary>A model may have more tokens than its tokenizer (its table is often rounded up), never fewer.</summary>
    private static bool Fits(ITokenizer tokenizer, int vocabularySize) => tokenizer.VocabularySize <= vocabularySize;

    private string Misfit(ITokenizer tokenizer, int vocabularySize) =>
        $"has {tokenizer.VocabularySize} tokens, more than {_definition.Name}."
        + $"{(vocabularySize == VocabularySize ? "" : "Source")}VocabularySize = {vocabularySize}; "
        + "use the tokenizer that the model was trained with";
}
