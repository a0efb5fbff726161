using System.Diagnostics;

namespace Tollgate;

/// <summary>The spans of every stage, in the source "Tollgate". They hold counts and outcomes, never keys, subjects or addresses.</summary>
internal static class Tracing
{
    /// <summary>Where the spans come from; without a listener it makes none and allocates nothing.</summary>
    public static ActivitySource Source { get; } = new("Tollgate");

    /// <summary>Marks a span as failed, with the exception's type only: its message may quote what was sent.</summary>
    public static void Fail(Activity? activity, Exception exception)
    {
        activity?.SetTag("error.type", exception.GetType().FullName);
        activity?.SetStatus(ActivityStatusCode.Error);
    }
}
