using System;
using System.Collections.Generic;
using Transformers.Generated.Text;

namespace Transformers.Generated;

/// <summary>Makes labels of the logits of each text's tokens.</summary>
internal readonly struct LabelReceiver(ModelLabels labels, IReadOnlyList<TokenLabel>[] results) : IRowReceiver
{
    public void Receive(int firstText, PackedTexts packed, Span<float> rows, int columns)
    {
        int begin = 0;
        for (int text = 0; text < packed.Count; text++)
        {
            int end = begin + packed.Lengths[text];
            List<TokenLabel> tokens = new(end - begin);
            for (int index = begin; index < end; index++)
            {
                Token token = packed.TokenAt(index);
                if (!token.IsSpecial)
                {
                    tokens.Add(Read(token, rows.Slice(index * columns, columns)));
                }
            }

            results[firstText + text] = tokens;
            begin = end;
        }
    }

    private TokenLabel Read(Token token, Span<float> row)
    {
        Span<int> best = [0];
        ScoreMath.FindLargest(row, best);
        labels.ToProbabilities(row);
        return new TokenLabel(token.Start, token.End, labels.Names[best[0]], best[0], row[best[0]], token.Id);
    }
}
