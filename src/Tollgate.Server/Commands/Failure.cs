using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;
using Tollgate.Limiting;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Commands;

/// <summary>Says in words for people why a command failed.</summary>
internal static class Failure
{
    /// <summary>A line per thing that is wrong, without secrets and without a stack trace.</summary>
    public static IEnumerable<string> Describe(Exception exception) => exception switch
    {
        CommandFailedException failed => failed.Lines,
        InvalidInputException { Errors.Count: > 0 } invalid => invalid.Errors.Select(e => e.Message),
        OptionsValidationException options => options.Failures,
        OperationCanceledException => ["Stopped before the end."],
        LedgerUnavailableException { InnerException: { } inner } => Describe(inner),
        DbUpdateException { InnerException: { } inner } => Describe(inner),
        InvalidOperationException { InnerException: DbException inner } => Describe(inner), // EF Core's advice to retry
        PaymentProviderException or TimeoutException => [Shown.Clean(exception.Message)],
        DbException database => [$"The database can't be used: {Shown.Clean(Cause(database))}"],
        IOException or UnauthorizedAccessException => [Shown.Clean(exception.Message)],
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => [$"Unexpected failure ({exception.GetType().Name}): {Shown.Clean(exception.Message)}"],
    };

    /// <summary>The driver's message with the cause that it hides, e.g. "Connection refused".</summary>
    private static string Cause(DbException exception)
    {
        var inner = exception.InnerException?.Message;
        return inner is null || exception.Message.Contains(inner, StringComparison.Ordinal) ? exception.Message : $"{exception.Message} ({inner})";
    }
}
