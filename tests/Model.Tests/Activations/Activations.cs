using System.Linq;
using Transformers.Generated;

namespace Model.Tests.Activations;

/// <summary>One call of any family with a sink.</summary>
internal static class Activations
{
    /// <summary>An encoder's hidden states, or the logits of all tokens; an encoder-decoder's targets are its sources.</summary>
    public static float[] Run(TransformerModel model, in TokenBatch batch, IActivationSink? sink)
    {
        int[] all = [.. Enumerable.Range(0, batch.TokenCount)];
        float[] output = new float[all.Length * (model is EncoderModel ? model.Definition.ModelDim : model.Definition.HeadOutputDim)];
        switch (model)
        {
            case EncoderModel encoder:
                encoder.Encode(batch, output, sink);
                break;
            case DecoderModel decoder:
                decoder.ComputeLogits(batch, all, output, sink);
                break;
            case EncoderDecoderModel both:
                both.ComputeLogits(batch, batch, all, output, sink);
                break;
        }

        return output;
    }
}
