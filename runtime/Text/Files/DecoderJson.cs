namespace Transformers.Generated.Text;

/// <summary>Reads the <c>decoder</c> of a <c>tokenizer.json</c> whose model is BPE or Unigram.</summary>
internal sealed class DecoderJson
{
    private const string Supported =
        "ByteLevel, Metaspace, BPEDecoder, and Sequence of Replace (\u2581 by a blank), ByteFallback, Fuse and Strip (of blanks at the beginning)";

    private bool _replacesLetter;
    private bool _readsBytes;
    private bool _fuses;
    private int _strips;
    private TokenDecoder? _whole;
    private char _letter = '\u2581';
    private BlankRule _blanks;

    private DecoderJson()
    {
    }

    public static TokenDecoder Read(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return BlankJoinDecoder.Instance;
        }

        DecoderJson parts = new();
        parts.ReadPart(ref cursor);
        return parts._whole ?? new PieceDecoder
        {
            BlankLetter = parts._replacesLetter ? parts._letter : null,
            ReadsBytes = parts._readsBytes,
            Blanks = parts._strips > 0 ? BlankRule.StripText : parts._blanks,
            StripCount = parts._strips,
        };
    }

    private void ReadPart(ref JsonCursor cursor)
    {
        Fields fields = Fields.Read(ref cursor, this);
        switch (fields.Type)
        {
            case "Sequence":
                break; // its parts were added as they were read
            case "ByteLevel":
                _whole = ByteLevelDecoder.Instance;
                break;
            case "BPEDecoder":
                _whole = new WordEndDecoder(fields.Suffix ?? "</w>");
                break;
            case "Metaspace" when fields.Replacement is null or { Length: 1 }:
                _replacesLetter = true;
                _letter = fields.Replacement?[0] ?? _letter;
                _blanks = fields.Scheme is null ? fields.AddPrefix ?? true ? BlankRule.DropInFirstToken : BlankRule.KeepAll
                    : fields.Scheme == "never" ? BlankRule.KeepAll : BlankRule.DropInFirstToken;
                break;
            case "Replace" when fields is { Pattern: { IsExpression: false, Text: "\u2581" }, Content: " " } && !_fuses:
                _replacesLetter = true;
                break;
            case "ByteFallback" when !_fuses:
                _readsBytes = true;
                break;
            case "Fuse":
                _fuses = true;
                break;
            case "Strip" when fields is { Content: " ", Stop: null or 0 } && _fuses:
                _strips = fields.Start ?? 0;
                break;
            default:
                throw cursor.Error(
                    fields.Type ?? "missing", $"is not a supported decoder, or not there: only {Supported} are",
                    "Convert the tokenizer, or implement ITokenizer.");
        }
    }

    private void ReadParts(ref JsonCursor cursor)
    {
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (_whole is not null)
            {
                throw cursor.Error("a decoder", "follows one that must stand alone", "Convert the tokenizer, or implement ITokenizer.");
            }

            ReadPart(ref cursor);
        }
    }

    /// <summary>What the objects of all types have between them.</summary>
    private sealed class Fields
    {
        public string? Type { get; private set; }

        public string? Suffix { get; private set; }

        public string? Replacement { get; private set; }

        public string? Scheme { get; private set; }

        public string? Content { get; private set; }

        public TextPattern? Pattern { get; private set; }

        public bool? AddPrefix { get; private set; }

        public int? Start { get; private set; }

        public int? Stop { get; private set; }

        public static Fields Read(ref JsonCursor cursor, DecoderJson parts)
        {
            Fields fields = new();
            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("type"u8, 0))
                {
                    fields.Type = cursor.ReadString();
                }
                else if (cursor.Is("decoders"u8, 1))
                {
                    parts.ReadParts(ref cursor);
                }
                else if (!fields.ReadText(ref cursor))
                {
                    fields.ReadNumber(ref cursor);
                }
            }

            return fields;
        }

        private bool ReadText(ref JsonCursor cursor)
        {
            if (cursor.Is("suffix"u8, 2))
            {
                Suffix = cursor.ReadString();
            }
            else if (cursor.Is("replacement"u8, 3))
            {
                Replacement = cursor.ReadString();
            }
            else if (cursor.Is("prepend_scheme"u8, 4))
            {
                Scheme = cursor.ReadStringOrNull();
            }
            else if (cursor.Is("content"u8, 5))
            {
                Content = cursor.ReadString();
            }
            else if (cursor.Is("pattern"u8, 6))
            {
                Pattern = TextPattern.Read(ref cursor);
            }
            else
            {
                return false;
            }

            return true;
        }

        private void ReadNumber(ref JsonCursor cursor)
        {
            if (cursor.Is("add_prefix_space"u8, 7))
            {
                AddPrefix = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("start"u8, 8))
            {
                Start = cursor.ReadNonNegativeInt32();
            }
            else if (cursor.Is("stop"u8, 9))
            {
                Stop = cursor.ReadNonNegativeInt32();
            }
        }
    }
}
