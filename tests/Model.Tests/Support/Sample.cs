namespace Model.Tests;

/// <summary>One sequence of a batch, and its target where the model is an encoder-decoder.</summary>
internal sealed record Sample(int[] Ids, int[]? Types, int[] Target);
