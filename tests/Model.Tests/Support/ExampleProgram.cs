using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace Model.Tests;

/// <summary>An example as its user runs it: a process with arguments, input and output.</summary>
internal static class ExampleProgram
{
    /// <summary>Runs it to its end, in a current directory that is not its own.</summary>
    /// <param name="program">The path of its assembly, or a command of <c>dotnet</c>.</param>
    /// <param name="input">What is on its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int Exit, string Output, string Error)> Run(string program, string input, params string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        ProcessStartInfo start = new(host, [program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
