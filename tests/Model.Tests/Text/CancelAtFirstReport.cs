using System;
using System.Collections.Generic;
using System.Threading;

namespace Model.Tests.Text;

/// <summary>Cancels on the caller's thread, as soon as a batch is done.</summary>
internal sealed class CancelAtFirstReport(CancellationTokenSource source) : IProgress<int>
{
    public List<int> Reports { get; } = [];

    public void Report(int value)
    {
        Reports.Add(value);
        source.Cancel();
    }
}
