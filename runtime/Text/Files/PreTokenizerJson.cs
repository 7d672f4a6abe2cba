using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c> whose model is BPE or Unigram.</summary>
internal sealed class PreTokenizerJson
{
    private const string Supported = "ByteLevel, Metaspace, Split, Digits, WhitespaceSplit, BertPreTokenizer and Sequence";

    /// <summary>Each makes a stage that hands on to the one it is given.</summary>
    private readonly List<Func<PieceStage, PieceStage>> _stages = [];

    private PreTokenizerJson()
    {
    }

    /// <summary>Reads the stages and puts them before a model.</summary>
    public static Func<PieceStage, PieceStage> Read(ref JsonCursor cursor)
    {
        PreTokenizerJson parts = new();
        if (!cursor.TryReadNull())
        {
            parts.ReadStage(ref cursor);
        }

        return parts.Build;
    }

    private PieceStage Build(PieceStage model)
    {
        PieceStage stage = model;
        for (int i = _stages.Count - 1; i >= 0; i--)
        {
            stage = _stages[i](stage);
        }

        return stage;
    }

    private void ReadStage(ref JsonCursor cursor)
    {
        Fields fields = Fields.Read(ref cursor, this);
        switch (fields.Type)
        {
            case "Sequence":
                break; // its stages were added as they were read
            case "ByteLevel":
                AddByteLevel(fields);
                break;
            case "Metaspace":
                AddMetaspace(in cursor, fields);
                break;
            case "Split":
                AddSplit(in cursor, fields);
                break;
            case "Digits":
                _stages.Add(next => new SplitStage(new DigitSplitter(fields.Individual ?? false), next));
                break;
            case "WhitespaceSplit":
                _stages.Add(next => new SplitStage(WhiteSpaceSplitter.Instance, next));
                break;
            case "BertPreTokenizer":
                _stages.Add(next => new SplitStage(PunctuationSplitter.Instance, next));
                break;
            default:
                throw cursor.Error(
                    fields.Type ?? "missing", $"is not a supported pre-tokenizer: only {Supported} are", "Convert the tokenizer, or implement ITokenizer.");
        }
    }

    private void AddByteLevel(Fields fields)
    {
        _stages.Add(next =>
        {
            PieceStage letters = new ByteLevelStage(next);
            PieceStage words = fields.UseExpression ?? true ? new SplitStage(Gpt2Splitter.Instance, letters) : letters;
            return fields.AddPrefix ?? true ? new PrefixStage(words) : words;
        });
    }

    private void AddMetaspace(in JsonCursor cursor, Fields fields)
    {
        string letter = fields.Replacement ?? "\u2581";
        if (letter.Length != 1)
        {
            throw cursor.Error(letter, "is not one UTF-16 unit, as a replacement for the blank must be", "Use \u2581.");
        }

        PrefixScheme scheme = fields.Scheme switch
        {
            "always" => PrefixScheme.Always,
            "first" => PrefixScheme.First,
            "never" => PrefixScheme.Never,
            null => fields.AddPrefix ?? true ? PrefixScheme.Always : PrefixScheme.Never, // files of before prepend_scheme
            _ => throw cursor.Error(fields.Scheme, "is not one of always, first and never", "Correct prepend_scheme."),
        };
        _stages.Add(next => new MetaspaceStage(letter[0], scheme, fields.CutsAtBlanks ?? true, next));
    }

    private void AddSplit(in JsonCursor cursor, Fields fields)
    {
        // What these expressions find is all of the text; so what they do not find is nothing, and may as well be removed.
        if ((fields.Behavior, fields.Invert ?? false) is not (("Isolated", false) or ("Removed", true)))
        {
            throw cursor.Error(
                fields.Behavior ?? "missing", "is not a supported \"behavior\": only Isolated, and inverted Removed, are",
                "Convert the tokenizer, or implement ITokenizer.");
        }

        IWordSplitter splitter = fields.Pattern switch
        {
            { IsExpression: true, Text: Gpt2Splitter.Pattern } => Gpt2Splitter.Instance,
            { IsExpression: true, Text: Llama3Splitter.Llama3Pattern } => Llama3Splitter.Llama3,
            { IsExpression: true, Text: Llama3Splitter.Qwen2Pattern } => Llama3Splitter.Qwen2,
            _ => throw cursor.Error(
                fields.Pattern?.Text ?? "missing", "is not a supported pattern: only the expressions of GPT-2, Llama 3 and Qwen 2 are",
                "Convert the tokenizer, or implement ITokenizer."),
        };
        _stages.Add(next => new SplitStage(splitter, next));
    }

    private void ReadStages(ref JsonCursor cursor)
    {
        const int MaxStages = 16; // published ones have up to 4
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (_stages.Count == MaxStages)
            {
                throw cursor.Error("a pre-tokenizer", $"is beyond the {MaxStages} allowed", "Use the file as its model was published with.");
            }

            ReadStage(ref cursor);
        }
    }

    /// <summary>What the objects of all types have between them.</summary>
    private sealed class Fields
    {
        public string? Type { get; private set; }

        public bool? AddPrefix { get; private set; }

        public bool? UseExpression { get; private set; }

        public bool? Individual { get; private set; }

        public bool? Invert { get; private set; }

        public bool? CutsAtBlanks { get; private set; }

        public string? Replacement { get; private set; }

        public string? Scheme { get; private set; }

        public string? Behavior { get; private set; }

        public TextPattern? Pattern { get; private set; }

        public static Fields Read(ref JsonCursor cursor, PreTokenizerJson parts)
        {
            Fields fields = new();
            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("type"u8, 0))
                {
                    fields.Type = cursor.ReadString();
                }
                else if (cursor.Is("pretokenizers"u8, 1))
                {
                    parts.ReadStages(ref cursor);
                }
                else if (!fields.ReadText(ref cursor))
                {
                    fields.ReadFlag(ref cursor);
                }
            }

            return fields;
        }

        private bool ReadText(ref JsonCursor cursor)
        {
            if (cursor.Is("pattern"u8, 2))
            {
                Pattern = TextPattern.Read(ref cursor);
            }
            else if (cursor.Is("behavior"u8, 3))
            {
                Behavior = cursor.ReadString();
            }
            else if (cursor.Is("replacement"u8, 4))
            {
                Replacement = cursor.ReadString();
            }
            else if (cursor.Is("prepend_scheme"u8, 5))
            {
                Scheme = cursor.ReadStringOrNull();
            }
            else
            {
                return false;
            }

            return true;
        }

        private void ReadFlag(ref JsonCursor cursor)
        {
            if (cursor.Is("add_prefix_space"u8, 6))
            {
                AddPrefix = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("use_regex"u8, 7))
            {
                UseExpression = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("individual_digits"u8, 8))
            {
                Individual = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("invert"u8, 9))
            {
                Invert = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("split"u8, 10))
            {
                CutsAtBlanks = cursor.ReadBooleanOrNull();
            }
        }
    }
}
