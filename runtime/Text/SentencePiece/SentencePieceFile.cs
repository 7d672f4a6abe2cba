using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;

namespace Transformers.Generated.Text;

/// <summary>A SentencePiece model (<c>tokenizer.model</c>, <c>spiece.model</c>, <c>source.spm</c>) as it is written.</summary>
/// <remarks>The fields are numbered as in the project's <c>sentencepiece_model.proto</c>.</remarks>
internal sealed class SentencePieceFile
{
    private readonly List<float> _scores = [];
    private readonly List<PieceKind> _kinds = [];

    private SentencePieceFile(TokenizerSource source)
    {
        Source = source;
        Tokens = new TokenTable(source);
    }

    public TokenizerSource Source { get; }

    /// <summary>The pieces; their ids are their places.</summary>
    public TokenTable Tokens { get; }

    public IReadOnlyList<float> Scores => _scores;

    public IReadOnlyList<PieceKind> Kinds => _kinds;

    /// <summary>1 unigram, 2 BPE, 3 words, 4 characters.</summary>
    public ulong ModelType { get; private set; } = 1;

    public bool FallsBackToBytes { get; private set; }

    public bool BlankIsSuffix { get; private set; }

    public bool AddsPrefix { get; private set; } = true;

    public bool RemovesExtraBlanks { get; private set; } = true;

    /// <summary>How blanks are spelled.</summary>
    public char Blank { get; private set; } = BlankSplitter.Letter;

    public CharacterMap CharacterMap { get; private set; } = CharacterMap.Empty;

    /// <summary>The id of the unknown piece.</summary>
    public int UnknownId { get; private set; } = -1;

    public static SentencePieceFile Read(TokenizerSource source)
    {
        SentencePieceFile file = new(source);
        ProtobufReader reader = new(source.Name, source.Bytes.Span);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    file.ReadPiece(reader.ReadBytes());
                    break;
                case 2:
                    file.ReadTrainer(reader.ReadBytes());
                    break;
                case 3:
                    file.ReadNormalizer(reader.ReadBytes());
                    break;
            }
        }

        return file.UnknownId >= 0
            ? file
            : throw source.Error("the vocabulary", file.Tokens.Count, "pieces must have an unknown one among them", "Give the path of a SentencePiece model.");
    }

    private void ReadPiece(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> text = default;
        float score = 0;
        PieceKind kind = PieceKind.Normal;
        ProtobufReader reader = new(Source.Name, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = reader.ReadBytes();
                    break;
                case 2:
                    score = reader.ReadSingle();
                    break;
                case 3:
                    kind = (PieceKind)reader.ReadNumber();
                    break;
            }
        }

        int id = Tokens.Count;
        string path = $"piece {id}";
        if (!float.IsFinite(score) || kind is < PieceKind.Normal or > PieceKind.Byte)
        {
            throw Source.Error(path, $"{score} of type {(int)kind}", "needs a finite score and a type from 1 to 6", "Download the file again.");
        }

        if (kind == PieceKind.Unknown)
        {
            UnknownId = UnknownId < 0 ? id : throw Source.Error(path, id, $"is the second unknown piece, after {UnknownId}", "Download the file again.");
        }

        AddToken(text, path);
        _scores.Add(score);
        _kinds.Add(kind);
    }

    private void AddToken(ReadOnlySpan<byte> text, string path)
    {
        int length = text.Length <= TokenTable.MaxTokenLength * 3 && Utf8.IsValid(text) ? Encoding.UTF8.GetCharCount(text) : 0;
        if (length is 0 or > TokenTable.MaxTokenLength || Tokens.Count == TokenTable.MaxCount)
        {
            throw Source.Error(
                path, $"of {text.Length} bytes",
                $"must be UTF-8 of 1 to {TokenTable.MaxTokenLength} UTF-16 units, and one of at most {TokenTable.MaxCount} pieces", "Download the file again.");
        }

        Span<char> token = stackalloc char[length];
        Encoding.UTF8.GetChars(text, token);
        if (!Tokens.TryAdd(token, Tokens.Count))
        {
            throw Source.Error(path, token.ToString(), $"is piece {Tokens.Find(token)} already", "Download the file again.");
        }
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(Source.Name, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    ModelType = reader.ReadNumber();
                    break;
                case 24:
                    BlankIsSuffix = reader.ReadBoolean();
                    break;
                case 35:
                    FallsBackToBytes = reader.ReadBoolean();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(Source.Name, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    CharacterMap = CharacterMap.Read(reader.ReadBytes(), Source);
                    break;
                case 3:
                    AddsPrefix = reader.ReadBoolean();
                    break;
                case 4:
                    RemovesExtraBlanks = reader.ReadBoolean();
                    break;
                case 5:
                    Blank = reader.ReadBoolean() ? BlankSplitter.Letter : ' ';
                    break;
            }
        }
    }
}
