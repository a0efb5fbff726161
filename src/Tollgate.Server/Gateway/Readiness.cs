using Tollgate.Server.Commands;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Gateway;

/// <summary>Whether this node can decide: the database answers and its schema is current.</summary>
internal sealed class Readiness(SchemaCheck schema, DatabaseTarget database, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong, in words; empty when the node is ready.</summary>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ["The node is stopping."];
        }

        try
        {
            // The driver may not give up in time when the network is silent, so nobody waits for it.
            return await schema.FindProblemAsync(cancellationToken).WaitAsync(Patience, cancellationToken) is { } problem ? [problem] : [];
        }
        catch (TimeoutException)
        {
            return [$"{database} did not answer within {Patience.TotalSeconds} s."];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [.. Failure.Describe(exception)];
        }
    }
}
