using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>A run of <see cref="Program"/> in a process of its own, under settings of .NET that only a new process takes.</summary>
internal static class ChildProcess
{
    private const int TimeoutMilliseconds = 300_000;

    /// <summary>Runs it to its end; returns the lines it prints.</summary>
    /// <param name="job">What it is to do.</param>
    /// <param name="settings">Environment variables without the prefix <c>DOTNET_</c>, beside those of this process.</param>
    public static string[] Run(string job, IReadOnlyDictionary<string, string> settings) =>
        RunHost(["exec", typeof(Program).Assembly.Location, job], settings);

    /// <summary>Runs <c>dotnet</c> to its end; returns the lines it prints.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">As for <see cref="Run"/>.</param>
    public static string[] RunHost(string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        ProcessStartInfo start = new(FindHost(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment["DOTNET_" + name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeoutMilliseconds))
        {
            process.Kill();
            Assert.Fail($"'dotnet {string.Join(' ', arguments)}' did not end");
        }

        Assert.True(
            process.ExitCode == 0, $"'dotnet {string.Join(' ', arguments)}' ended with {process.ExitCode}: {error.Result}\n{output.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The <c>dotnet</c> that runs this test, or the one on the path.</summary>
    private static string FindHost() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
