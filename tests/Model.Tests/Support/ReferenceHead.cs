using System;
using System.Collections.Generic;
using Transformers.Generated.Reference;

namespace Model.Tests;

/// <summary>The heads of encoders in double, from tensors with Hugging Face's BERT names.</summary>
internal static class ReferenceHead
{
    /// <summary>tanh(W h + b), BERT's pooler.</summary>
    public static double[] Pool(double[] hidden, IReadOnlyDictionary<string, float[]> tensors, int dim) =>
        Project(hidden, tensors, "pooler.dense", dim, dim, ReferenceActivation.Tanh);

    public static double[] Classify(double[] x, IReadOnlyDictionary<string, float[]> tensors, int dim, int labels) =>
        Project(x, tensors, "classifier", dim, labels);

    /// <summary>
    /// Dense layer, activation, norm, vocabulary logits; the output matrix is the token embedding where it has none of its own.
    /// </summary>
    public static double[] PredictMasked(
        double[] hidden, IReadOnlyDictionary<string, float[]> tensors, int dim, int vocabulary, ReferenceActivation activation, double epsilon)
    {
        const string Norm = "cls.predictions.transform.LayerNorm";
        double[] dense = Project(hidden, tensors, "cls.predictions.transform.dense", dim, dim, activation);
        double[] normal = ReferenceNorm.LayerNorm(dense, tensors[Norm + ".weight"], tensors[Norm + ".bias"], epsilon);
        float[] output = tensors.GetValueOrDefault("cls.predictions.decoder.weight") ?? tensors["embeddings.word_embeddings.weight"];
        return ReferenceProjection.Project(normal, output, tensors["cls.predictions.decoder.bias"], dim, vocabulary);
    }

    private static double[] Project(
        double[] x, IReadOnlyDictionary<string, float[]> tensors, string name, int inputs, int outputs, ReferenceActivation activation = ReferenceActivation.None) =>
        ReferenceProjection.Project(x, tensors[name + ".weight"], tensors[name + ".bias"], inputs, outputs, activation);
}
