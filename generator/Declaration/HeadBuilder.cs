using System;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>What follows the last hidden states, by family, head and layout.</summary>
internal static class HeadBuilder
{
    /// <summary>The head of a request that keeps every rule, or null for none.</summary>
    public static HeadSpec? Build(ModelRequest request) => request.Family switch
    {
        ModelFamily.Encoder => BuildEncoderHead(request),
        _ => BuildLanguageModelHead(request),
    };

    // T5 scales hidden states by ModelDim^-½ where the output matrix is the token embedding, and not where it has its own.
    private static float InputScale(ModelRequest request) =>
        request.Positions == PositionEncoding.Relative && IsTied(request) ? (float)(1 / Math.Sqrt(request.ModelDim ?? 1)) : 1;

    private static bool IsTied(ModelRequest request) => request.TiedOutput ?? true;

    private static HeadSpec BuildLanguageModelHead(ModelRequest request) => new(
        DenseActivation: null,
        HasNorm: false,
        OutputDim: request.VocabularySize ?? 0,
        request.OutputBias,
        IsTied(request),
        InputScale(request));

    private static HeadSpec? BuildEncoderHead(ModelRequest request)
    {
        Activation? dense = request.HasHeadDense ? DenseActivation(request) : null;
        HeadSpec labels = new(dense, HasNorm: false, request.LabelCount ?? 0, OutputHasBias: true, IsTied: false, InputScale: 1);
        return request.Head switch
        {
            EncoderHead.Pooler => labels with { OutputDim = 0, OutputHasBias = false },
            EncoderHead.SequenceClassification or EncoderHead.TokenClassification => labels,
            EncoderHead.MaskedLanguageModel => labels with
            {
                HasNorm = true, OutputDim = request.VocabularySize ?? 0, IsTied = IsTied(request),
            },
            _ => null,
        };
    }

    private static Activation DenseActivation(ModelRequest request) => (request.Head, request.Layout) switch
    {
        // RobertaLMHead calls gelu whatever hidden_act says; BERT and DistilBERT use the model's activation.
        (EncoderHead.MaskedLanguageModel, CheckpointLayout.Roberta) => Activation.Gelu,
        (EncoderHead.MaskedLanguageModel, _) => request.Activation,
        (EncoderHead.SequenceClassification, CheckpointLayout.DistilBert) => Activation.Relu,
        _ => Activation.Tanh,
    };
}
