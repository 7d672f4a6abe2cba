using System;
using Transformers.Generated.Threading;

namespace Runtime.Tests.Threading;

/// <summary>A pass made of a delegate.</summary>
internal sealed class BodyPass(Action<Lane> body) : ParallelPass
{
    protected override void Run(Lane lane) => body(lane);
}
