using System;

namespace Transformers.Generated.Text;

/// <summary>The <c>model</c> of a <c>tokenizer.json</c>.</summary>
/// <param name="Tokens">The vocabulary, with ids that are still to be checked against each other.</param>
/// <param name="UnknownToken"><c>unk_token</c>.</param>
/// <param name="ContinuationPrefix"><c>continuing_subword_prefix</c>.</param>
/// <param name="MaxWordLength"><c>max_input_chars_per_word</c>.</param>
internal sealed record WordPieceModel(TokenTable Tokens, string UnknownToken, string ContinuationPrefix, int MaxWordLength)
{
    public static WordPieceModel Read(TokenizerSource source, ref JsonCursor cursor)
    {
        string? type = null, unknownToken = null, prefix = null;
        int? maxWordLength = null;
        TokenTable? tokens = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                type = cursor.ReadString(); // WordPiece: looked at before
            }
            else if (cursor.Is("unk_token"u8, 1))
            {
                unknownToken = cursor.ReadString();
            }
            else if (cursor.Is("continuing_subword_prefix"u8, 2))
            {
                prefix = cursor.ReadString();
            }
            else if (cursor.Is("max_input_chars_per_word"u8, 3))
            {
                maxWordLength = cursor.ReadNonNegativeInt32();
            }
            else if (cursor.Is("vocab"u8, 4))
            {
                tokens = VocabularyJson.Read(source, ref cursor);
            }
        }

        if (type is null || unknownToken is null || prefix is null || maxWordLength is null || tokens is null)
        {
            throw cursor.Error(
                "an object",
                "needs \"type\", \"unk_token\", \"continuing_subword_prefix\", \"max_input_chars_per_word\" and \"vocab\"", "Add what is missing.");
        }

        return new WordPieceModel(tokens, unknownToken, prefix, maxWordLength.Value);
    }
}
