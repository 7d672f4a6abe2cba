namespace Peers.Measuring;

/// <summary>
/// How long a case is measured: until it has enough rounds and seconds, or the least number of rounds and the time is over.
/// </summary>
/// <param name="Rounds">Rounds wanted.</param>
/// <param name="Seconds">Seconds wanted.</param>
/// <param name="LimitRounds">Rounds without which no result is given.</param>
/// <param name="LimitSeconds">Seconds after which <paramref name="LimitRounds"/> suffice.</param>
internal sealed record Budget(int Rounds, double Seconds, int LimitRounds, double LimitSeconds)
{
    public static Budget Full { get; } = new(30, 3, 9, 30);

    /// <summary>For a point of a plot.</summary>
    public static Budget Sweep { get; } = new(9, 1, 5, 10);

    public static Budget Quick { get; } = new(5, 0.2, 3, 2);

    public bool IsSpent(int rounds, double seconds) =>
        (rounds >= Rounds && seconds >= Seconds) || (rounds >= LimitRounds && seconds >= LimitSeconds);
}
