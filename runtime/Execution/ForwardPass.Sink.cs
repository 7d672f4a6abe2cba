using System;
using System.Buffers;
using Transformers.Generated.Threading;

namespace Transformers.Generated.Execution;

/// <content>What a sink is shown. Without one each method costs a comparison.</content>
public sealed partial class ForwardPass
{
    private IActivationSink? _sink;

    /// <summary>Shows hidden states to the sink, if there is one. All lanes call it at the same place.</summary>
    /// <param name="lane">The calling lane.</param>
    /// <param name="tokens">Whose they are: <see cref="Source"/> or <see cref="Target"/>.</param>
    /// <param name="layer">0 for embeddings, else the layer counted from 1.</param>
    /// <param name="hidden">First hidden state.</param>
    public void Observe(Lane lane, TokenSet tokens, int layer, ref float hidden)
    {
        if (_sink is null)
        {
            return;
        }

        if (lane.Index == 0 && _sink.WantsHiddenStates(SideOf(tokens), layer))
        {
            int floats = checked(tokens.Count * _model.Definition.ModelDim);
            float[] rented = ArrayPool<float>.Shared.Rent(floats);
            try
            {
                CopyRows(ref hidden, rented.AsSpan(0, floats));
                _sink.OnHiddenStates(SideOf(tokens), layer, rented.AsSpan(0, floats));
            }
            finally
            {
                ArrayPool<float>.Shared.Return(rented);
            }
        }

        lane.Sync();
    }

    /// <summary>
    /// Shows the weights of an attention step that has just ended to the sink, if there is one. All lanes call it at the same place.
    /// </summary>
    /// <param name="lane">The calling lane.</param>
    /// <param name="queries">Whose queries: <see cref="Source"/> or <see cref="Target"/>.</param>
    /// <param name="keys">Whose keys: the same, or <see cref="Memory"/>.</param>
    /// <param name="layer">The layer counted from 0.</param>
    /// <param name="q">First query.</param>
    public void ObserveAttention(Lane lane, TokenSet queries, TokenSet keys, int layer, ref float q)
    {
        if (_sink is null)
        {
            return;
        }

        if (lane.Index == 0)
        {
            ModelDefinition definition = _model.Definition;
            (AttentionKind kind, AttentionShape? shape) = keys == Memory ? (AttentionKind.Cross, definition.CrossAttention)
                : keys == Target ? (AttentionKind.DecoderSelf, definition.DecoderAttention)
                : (AttentionKind.EncoderSelf, definition.EncoderAttention);
            new AttentionProbe(shape!, kind, layer, queries, keys, ref q, _model.Weights).Show(_sink);
        }

        lane.Sync();
    }

    private ModelSide SideOf(TokenSet tokens) => tokens == Target ? ModelSide.Decoder : ModelSide.Encoder;
}
