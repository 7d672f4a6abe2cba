using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>A run of the probe in a process of its own, under settings of .NET that only a new process takes.</summary>
internal static class ProbeRun
{
    private const int TimeoutMilliseconds = 300_000;

    /// <summary>Runs the probe; returns the lines it prints.</summary>
    /// <param name="arguments">The probe's arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="settings">Environment variables without the prefix <c>DOTNET_</c>, beside those of this process.</param>
    public static string[] Start(string[] arguments, string input, IReadOnlyDictionary<string, string> settings) =>
        StartHost(["exec", Path.Combine(AppContext.BaseDirectory, "IsaProbe.dll"), .. arguments], input, settings);

    /// <summary>Runs <c>dotnet</c>; returns the lines it prints.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="settings">As for the probe.</param>
    public static string[] StartHost(string[] arguments, string input, IReadOnlyDictionary<string, string> settings)
    {
        ProcessStartInfo start = new(FindHost(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment["DOTNET_" + name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeoutMilliseconds))
        {
            process.Kill();
            Assert.Fail($"dotnet did not end: {string.Join(' ', arguments)}");
        }

        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {error.Result}\n{output.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The <c>dotnet</c> that runs this test, or the one on the path.</summary>
    private static string FindHost() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
