using System;
using System.Linq;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

/// <summary>Projection, norms, softmax and pooling on numbers small enough to check by hand.</summary>
public sealed class ReferenceLayerTests
{
    [Fact]
    public void ProjectionMultipliesByRowsOfTheWeight()
    {
        // Two tokens of width 2, three outputs: y = x Wᵀ + b, then ReLU, then the residual.
        double[] x = [1, 2, -1, 1];
        float[] weight = [1, 0, 0, 1, 2, -1];
        double[] y = ReferenceProjection.Project(x, weight, [10, 20, -1], 2, 3);
        Assert.Equal([11, 22, -1, 9, 21, -4], y);

        double[] z = ReferenceProjection.Project(x, weight, [10, 20, -1], 2, 3, ReferenceActivation.Relu, [1, 1, 1, 2, 2, 2]);
        Assert.Equal([12, 23, 1, 11, 23, 2], z);
    }

    [Fact]
    public void MagnitudeAddsAbsoluteTerms()
    {
        Assert.Equal([14, 3], ReferenceProjection.Magnitude([1, -2], [3, -4, 1, 1], [-3, 0], 2, 2));
    }

    [Fact]
    public void LayerNormGivesMeanZeroAndVarianceOne()
    {
        Assert.Equal([-1, 1, 5, 3], ReferenceNorm.LayerNorm([3, 7, 2, -2], [1, 1], [], 0).Zip([0, 0, 4, 4], (a, b) => a + b));

        double[] y = ReferenceNorm.LayerNorm([1, 2, 6, -4], [1, 1, 1, 1], [], 1e-5);
        double variance = ((0.0625) + (0.5625) + (22.5625) + (27.5625)) / 4;
        Assert.Equal((6 - 1.25) / Math.Sqrt(variance + 1e-5), y[2], 1e-14);
        Assert.Equal(0, y.Sum(), 1e-14);
    }

    [Fact]
    public void LayerNormAppliesGainAndBiasByColumn()
    {
        Assert.Equal([8, 23], ReferenceNorm.LayerNorm([3, 7], [2, 3], [10, 20], 0));
    }

    [Fact]
    public void RmsNormDividesByTheRootMeanSquareWithoutCentring()
    {
        double rms = Math.Sqrt(((9 + 16) / 2.0) + 0.5);
        Assert.Equal([3 / rms * 2, 4 / rms * 10], ReferenceNorm.RmsNorm([3, 4], [2, 10], 0.5));
    }

    [Fact]
    public void SoftmaxSumsToOneAndIgnoresAShift()
    {
        double[] x = [1, -2, 0.5, 800, 799, 3];
        double[] y = ReferenceSoftmax.Rows(x, 3);
        Assert.Equal(1, y[0] + y[1] + y[2], 1e-15);
        Assert.Equal(1, y[3] + y[4] + y[5], 1e-15);
        Assert.Equal(Math.Exp(1), y[3] / y[4], 1e-12);
        double[] shifted = ReferenceSoftmax.Rows(Array.ConvertAll(x, each => each - 7), 3);
        Assert.All(y.Zip(shifted), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void SoftmaxGivesMaskedScoresExactlyZero()
    {
        double[] y = ReferenceSoftmax.Rows([double.NegativeInfinity, 2, double.NegativeInfinity, double.NegativeInfinity], 2);
        Assert.Equal([0, 1, 0, 0], y);
    }

    [Fact]
    public void PoolingAveragesTakesTheFirstAndNormalises()
    {
        Assert.Equal([3, 4], ReferencePooling.Mean([1, 2, 5, 6], 2));
        Assert.Equal([1, 2], ReferencePooling.FirstToken([1, 2, 5, 6], 2));
        Assert.Equal([0.6, 0.8], ReferencePooling.NormalizeL2([3, 4]));
        Assert.Equal([0, 0], ReferencePooling.NormalizeL2([0, 0]));
    }
}
