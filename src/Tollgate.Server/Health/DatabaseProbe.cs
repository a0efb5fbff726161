using Tollgate.Administering;
using Tollgate.Server.Commands;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Health;

/// <summary>Whether the database answers and its schema is current.</summary>
internal sealed class DatabaseProbe(SchemaCheck schema, DatabaseTarget database) : IHealthProbe
{
    private const string Name = "database";
    private const string SchemaName = "schema";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The driver may not give up in time when the network is silent, so nobody waits for it.
            var problem = await schema.FindProblemAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return
            [
                new Finding(Name, Severity.Ok, $"{database} answers."),
                problem is null
                    ? new Finding(SchemaName, Severity.Ok, "The schema is current.")
                    : new Finding(SchemaName, Severity.Problem, problem),
            ];
        }
        catch (TimeoutException)
        {
            return [new Finding(Name, Severity.Problem, $"{database} did not answer within {Patience.TotalSeconds} s.", "The failure policy decides until it does.")];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Finding(Name, Severity.Problem, string.Join(' ', Failure.Describe(exception)), "The failure policy decides until it can.")];
        }
    }
}
