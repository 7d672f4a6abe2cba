using System;

namespace Transformers.Generated.Text;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c> whose type is BPE.</summary>
internal sealed class BytePairJson
{
    private readonly TokenizerSource _source;
    private TokenTable? _tokens;
    private string? _unknownToken;
    private string? _wordEnd;
    private bool _fusesUnknown;
    private bool _fallsBackToBytes;
    private bool _prefersWholeWords;

    private BytePairJson(TokenizerSource source) => _source = source;

    public static SubwordModel Read(TokenizerSource source, ref JsonCursor cursor)
    {
        BytePairJson parts = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (!parts.ReadText(ref cursor))
            {
                parts.ReadFlag(ref cursor);
            }
        }

        return parts.ToModel(in cursor);
    }

    private bool ReadText(ref JsonCursor cursor)
    {
        if (cursor.Is("vocab"u8, 0))
        {
            _tokens = VocabularyJson.Read(_source, ref cursor);
        }
        else if (cursor.Is("unk_token"u8, 1))
        {
            _unknownToken = cursor.ReadStringOrNull();
        }
        else if (cursor.Is("end_of_word_suffix"u8, 2))
        {
            _wordEnd = cursor.ReadStringOrNull();
        }
        else if (cursor.Is("continuing_subword_prefix"u8, 3))
        {
            if (cursor.ReadStringOrNull() is { Length: > 0 } prefix)
            {
                throw cursor.Error(prefix, "is not supported: only an empty prefix or null is", "Convert the tokenizer, or implement ITokenizer.");
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadFlag(ref JsonCursor cursor)
    {
        if (cursor.Is("fuse_unk"u8, 4))
        {
            _fusesUnknown = cursor.ReadBooleanOrNull() ?? false;
        }
        else if (cursor.Is("byte_fallback"u8, 5))
        {
            _fallsBackToBytes = cursor.ReadBooleanOrNull() ?? false;
        }
        else if (cursor.Is("ignore_merges"u8, 6))
        {
            _prefersWholeWords = cursor.ReadBooleanOrNull() ?? false;
        }
        else if (cursor.Is("dropout"u8, 7) && !cursor.TryReadNull() && cursor.ReadDouble() != 0)
        {
            throw cursor.Error("dropout", "makes ids random, which is for training", "Set it to null.");
        }
    }

    private SubwordModel ToModel(in JsonCursor cursor)
    {
        TokenTable tokens = _tokens ?? throw cursor.Error("an object", "needs \"vocab\"", "Add what is missing.");
        int unknownId = _unknownToken is null ? -1 : tokens.Find(_unknownToken);
        if (_unknownToken is not null && unknownId < 0)
        {
            throw cursor.Error(_unknownToken, "must be in the vocabulary, being the \"unk_token\"", "Add it, or name the right one.");
        }

        UnknownSpelling unknown = new(_fallsBackToBytes ? new ByteTokens(token => tokens.Find(token)) : null, unknownId, _fusesUnknown);
        PairMerges merges = ReadMerges(_source, tokens);
        BytePairStage stage = new(tokens, merges, unknown, _wordEnd ?? string.Empty, _prefersWholeWords);
        return new SubwordModel(tokens, stage.CutAtBlanks(BlankSplitter.Letter), _unknownToken);
    }

    /// <summary>Goes through the file once more for the merges, which can be read only when the vocabulary is complete.</summary>
    private static PairMerges ReadMerges(TokenizerSource source, TokenTable tokens)
    {
        PairMerges merges = new(source, tokens);
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (!cursor.Is("model"u8, 0))
            {
                continue;
            }

            bool found = false;
            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("merges"u8, 0))
                {
                    ReadMerges(ref cursor, merges);
                    found = true;
                }
            }

            return found ? merges : throw cursor.Error("an object", "needs \"merges\"", "Add what is missing.");
        }

        return merges;
    }

    private static void ReadMerges(ref JsonCursor cursor, PairMerges merges)
    {
        Span<char> text = stackalloc char[(2 * TokenTable.MaxTokenLength) + 1];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (merges.Count == TokenTable.MaxCount)
            {
                throw cursor.Error("a merge", $"is beyond the {TokenTable.MaxCount} allowed", "Use the file as its model was published with.");
            }

            if (!cursor.IsString)
            {
                int left = 0, length = 0, parts = 0;
                cursor.BeginArray();
                while (cursor.NextElement())
                {
                    left = length;
                    length += parts++ < 2 ? cursor.ReadString(text.Slice(length, TokenTable.MaxTokenLength)) : throw NotTwo(in cursor);
                }

                merges.Add(parts == 2 ? text[..left] : throw NotTwo(in cursor), text[left..length]);
                continue;
            }

            ReadOnlySpan<char> both = text[..cursor.ReadString(text)];
            int blank = both.IndexOf(' ');
            if (blank < 0 || both[(blank + 1)..].Contains(' '))
            {
                throw NotTwo(in cursor);
            }

            merges.Add(both[..blank], both[(blank + 1)..]);
        }
    }

    private static Exception NotTwo(in JsonCursor cursor) =>
        cursor.Error("a merge", "does not have exactly two parts", "Use the file as its model was published with.");
}
