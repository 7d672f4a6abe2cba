using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c> whose model is BPE or Unigram.</summary>
internal sealed class NormalizerJson
{
    private const string Supported = "NFC, Prepend, Replace, Strip, Lowercase, Precompiled and Sequence";

    private readonly List<NormalizerStep> _steps = [];

    private NormalizerJson()
    {
    }

    public static ITextNormalizer Read(ref JsonCursor cursor)
    {
        NormalizerJson parts = new();
        if (!cursor.TryReadNull())
        {
            Fields fields = Fields.Read(ref cursor, parts);
            if (fields.Type == "BertNormalizer")
            {
                return fields.ToBertNormalizer(in cursor);
            }

            parts.Add(in cursor, fields);
        }

        return new NormalizerChain(parts._steps);
    }

    private void Add(in JsonCursor cursor, Fields fields)
    {
        switch (fields.Type)
        {
            case "Sequence":
                break; // its steps were added as they were read
            case "NFC":
                _steps.Add(new ComposeStep());
                break;
            case "Lowercase":
                _steps.Add(new LowercaseStep());
                break;
            case "Strip":
                _steps.Add(new StripStep(fields.Left ?? true, fields.Right ?? true));
                break;
            case "Prepend" when fields.Prefix is { } prefix:
                _steps.Add(new PrependStep(prefix));
                break;
            case "Replace" when fields.Pattern is { } pattern && fields.Content is { } content:
                _steps.Add(ToReplaceStep(in cursor, pattern, content));
                break;
            case "Precompiled" when fields.CharacterMap is { } map:
                _steps.Add(new CharacterMapStep(map));
                break;
            case "Prepend" or "Replace" or "Precompiled":
                throw cursor.Error(
                    fields.Type, "needs \"prepend\" (Prepend), \"pattern\" and \"content\" (Replace) or \"precompiled_charsmap\" (Precompiled)",
                    "Add what is missing.");
            default:
                throw cursor.Error(
                    fields.Type ?? "missing", $"is not a supported normalizer: only {Supported} are", "Convert the tokenizer, or implement ITokenizer.");
        }
    }

    private static NormalizerStep ToReplaceStep(in JsonCursor cursor, TextPattern pattern, string content) => pattern switch
    {
        { IsExpression: false, Text.Length: > 0 } => new ReplaceStep(pattern.Text, content),
        { IsExpression: true, Text: ReplaceRunsStep.Pattern } => new ReplaceRunsStep(content),
        _ => throw cursor.Error(
            pattern.Text, $"is not a supported pattern: only strings and the expression '{ReplaceRunsStep.Pattern}' are",
            "Convert the tokenizer, or implement ITokenizer."),
    };

    /// <summary>What the objects of all types have between them.</summary>
    private sealed class Fields
    {
        public string? Type { get; private set; }

        public string? Prefix { get; private set; }

        public string? Content { get; private set; }

        public TextPattern? Pattern { get; private set; }

        public CharacterMap? CharacterMap { get; private set; }

        public bool? Left { get; private set; }

        public bool? Right { get; private set; }

        private bool? CleanText { get; set; }

        private bool? SpaceIdeographs { get; set; }

        private bool? StripAccents { get; set; }

        private bool? LowercaseText { get; set; }

        public static Fields Read(ref JsonCursor cursor, NormalizerJson parts)
        {
            Fields fields = new();
            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("type"u8, 0))
                {
                    fields.Type = cursor.ReadString();
                }
                else if (cursor.Is("normalizers"u8, 1))
                {
                    parts.ReadSteps(ref cursor);
                }
                else if (!fields.ReadText(ref cursor))
                {
                    fields.ReadFlag(ref cursor);
                }
            }

            return fields;
        }

        public BertNormalizer ToBertNormalizer(in JsonCursor cursor) =>
            CleanText is { } clean && SpaceIdeographs is { } space && LowercaseText is { } lower
                ? new BertNormalizer(clean, space, StripAccents ?? lower, lower)
                : throw cursor.Error("BertNormalizer", "needs \"clean_text\", \"handle_chinese_chars\" and \"lowercase\"", "Add what is missing.");

        private bool ReadText(ref JsonCursor cursor)
        {
            if (cursor.Is("prepend"u8, 2))
            {
                Prefix = cursor.ReadString();
            }
            else if (cursor.Is("pattern"u8, 3))
            {
                Pattern = TextPattern.Read(ref cursor);
            }
            else if (cursor.Is("content"u8, 4))
            {
                Content = cursor.ReadString();
            }
            else if (cursor.Is("precompiled_charsmap"u8, 5))
            {
                CharacterMap = cursor.TryReadNull() ? Transformers.Generated.Text.CharacterMap.Empty : Transformers.Generated.Text.CharacterMap.Read(cursor.ReadBase64(), in cursor);
            }
            else
            {
                return false;
            }

            return true;
        }

        private void ReadFlag(ref JsonCursor cursor)
        {
            if (cursor.Is("strip_left"u8, 6))
            {
                Left = cursor.ReadBoolean();
            }
            else if (cursor.Is("strip_right"u8, 7))
            {
                Right = cursor.ReadBoolean();
            }
            else if (cursor.Is("clean_text"u8, 8))
            {
                CleanText = cursor.ReadBoolean();
            }
            else if (cursor.Is("handle_chinese_chars"u8, 9))
            {
                SpaceIdeographs = cursor.ReadBoolean();
            }
            else if (cursor.Is("strip_accents"u8, 10))
            {
                StripAccents = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("lowercase"u8, 11))
            {
                LowercaseText = cursor.ReadBoolean();
            }
        }
    }

    private void ReadSteps(ref JsonCursor cursor)
    {
        const int MaxSteps = 64; // published ones have up to 7
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (_steps.Count == MaxSteps)
            {
                throw cursor.Error("a normalizer", $"is beyond the {MaxSteps} allowed", "Use the file as its model was published with.");
            }

            Add(in cursor, Fields.Read(ref cursor, this));
        }
    }
}
