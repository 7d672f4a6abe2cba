namespace Transformers.Generated.Text;

/// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c>: BertNormalizer or null.</summary>
internal static class BertNormalizerJson
{
    public static BertNormalizer Read(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return BertNormalizer.None;
        }

        bool typed = false;
        bool? cleanText = null, spaceIdeographs = null, stripAccents = null, lowercase = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                TokenizerJson.ReadType(ref cursor, "BertNormalizer");
                typed = true;
            }
            else if (cursor.Is("clean_text"u8, 1))
            {
                cleanText = cursor.ReadBoolean();
            }
            else if (cursor.Is("handle_chinese_chars"u8, 2))
            {
                spaceIdeographs = cursor.ReadBoolean();
            }
            else if (cursor.Is("strip_accents"u8, 3))
            {
                stripAccents = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("lowercase"u8, 4))
            {
                lowercase = cursor.ReadBoolean();
            }
        }

        return typed && cleanText is { } clean && spaceIdeographs is { } space && lowercase is { } lower
            ? new BertNormalizer(clean, space, stripAccents ?? lower, lower)
            : throw cursor.Error("an object", "needs \"type\", \"clean_text\", \"handle_chinese_chars\" and \"lowercase\"", "Add what is missing.");
    }
}
