namespace Transformers.Generated.Generation;

/// <summary>A beam and a token that may continue it.</summary>
/// <param name="Sum">The sum of log-probabilities with the token.</param>
/// <param name="Beam">The beam, within its source.</param>
/// <param name="Token">The token.</param>
/// <param name="LogProbability">The token's processed log-probability.</param>
internal readonly record struct Candidate(double Sum, int Beam, int Token, float LogProbability);
