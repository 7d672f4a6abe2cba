using System;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Diagnostics;

/// <summary>Reports an exception of ours as an error: by itself, the compiler would only warn (CS8785) and generate nothing.</summary>
internal static class InternalFailure
{
    /// <summary>The violation for an exception, with what was being worked on.</summary>
    public static Violation Describe(Exception exception, string subject)
    {
        string text = $"{exception.GetType().Name}: {exception.Message}".Replace("\r", "").Replace('\n', ' ');
        string message = $"the generator failed on {subject}: {text}; this is a bug, please report it";
        return new Violation(RuleIds.Internal, Violation.ClassAnchor, message);
    }

    /// <summary>A spec in one line.</summary>
    public static string Summarize(ModelSpec spec)
    {
        StackSpec? stack = spec.Encoder ?? spec.Decoder;
        return $"[{spec.Family}] {spec.Target.Name} (ModelDim {spec.ModelDim}, HeadCount {stack?.HeadCount}, HeadDim {stack?.HeadDim}, "
            + $"FeedForwardDim {stack?.FeedForwardDim}, layers {spec.Encoder?.LayerCount ?? 0} + {spec.Decoder?.LayerCount ?? 0}, "
            + $"VocabularySize {spec.VocabularySize}, ContextLength {spec.ContextLength}, Layout {spec.Checkpoint.Layout})";
    }
}
