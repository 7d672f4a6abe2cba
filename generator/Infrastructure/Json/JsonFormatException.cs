using System;

namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>A text is not JSON. The message gives line, column and what was expected.</summary>
internal sealed class JsonFormatException(string message) : Exception(message);
