using System;
using System.Globalization;

namespace Transformers.Generated.Generator.Infrastructure;

/// <summary>Runs a stage of the generator with the invariant culture.</summary>
/// <remarks>
/// Output must not depend on the machine's language: fi-FI writes a minus as U+2212, de-DE a decimal comma. The switch makes every
/// interpolated number safe instead of relying on each line of each emitter. System.Text.Json's generator does the same.
/// </remarks>
internal static class InvariantCulture
{
#pragma warning disable RS1035 // The culture is set for the duration of our own code and then put back; nothing is read from it.
    public static TResult Run<TResult>(Func<TResult> stage)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return stage();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
#pragma warning restore RS1035
}
