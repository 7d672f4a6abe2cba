namespace Transformers.Generated.Text;

/// <summary>What a step of a <c>tokenizer.json</c> looks for: <c>{ "String": " " }</c> or <c>{ "Regex": "\\s+" }</c>.</summary>
internal sealed record TextPattern(string Text, bool IsExpression)
{
    public static TextPattern Read(ref JsonCursor cursor)
    {
        TextPattern? pattern = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("String"u8, 0))
            {
                pattern = new TextPattern(cursor.ReadString(), IsExpression: false);
            }
            else if (cursor.Is("Regex"u8, 1))
            {
                pattern = new TextPattern(cursor.ReadString(), IsExpression: true);
            }
        }

        return pattern ?? throw cursor.Error("a pattern", "needs \"String\" or \"Regex\"", "Add one.");
    }
}
