using System;
using System.IO;
using System.Text;
using System.Threading;
using Complete;
using Transformers.Generated;
using Transformers.Generated.Weights;

const string Help = """
    Complete: continues a text with a GPT-2, Llama, Mistral or Qwen2 checkpoint of yours.

      dotnet run -c Release --project examples/Complete -p:Model=<folder> -- "A prompt" [most new tokens, 100 unless said]

    The folder holds config.json, the weights as safetensors and the tokenizer. How tokens are chosen is as its generation_config.json says.
    """;

Console.OutputEncoding = Encoding.UTF8;
int limit = 100;
if (args.Length is 0 or > 2 || args[0] is "--help" or "-h" || (args.Length == 2 && !int.TryParse(args[1], out limit)))
{
    Console.Error.WriteLine(Help);
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    using CompletionModel model = CompletionModel.Load(CompletionModel.Folder);
    GenerationOptions options = new() { MaxNewTokens = limit };
    Console.Write(args[0]);
    GenerationResult? result = null;
    await foreach (GeneratedText piece in model.GenerateAsync(args[0], options, stop.Token))
    {
        Console.Write(piece.Text);
        result = piece.Result;
    }

    Console.WriteLine(FormattableString.Invariant($"""


        {result!.NewTokenCount} tokens ({result.FinishReason}): the first after {result.TimeToFirstToken.TotalMilliseconds:0} ms,
        then {result.TokensPerSecond:#,0.0} a second, with {model.InstructionSet} on {model.ThreadCount} threads.
        """));
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine();
    return 130; // as a shell reports a program that Ctrl+C ended
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException
    or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"Complete: {exception.Message}");
    return exception is ArgumentException ? 2 : 1;
}
