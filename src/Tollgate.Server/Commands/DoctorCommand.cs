namespace Tollgate.Server.Commands;

/// <summary>Examines the database.</summary>
internal sealed class DoctorCommand() : TollgateCommand("doctor", "Examine the database: clock, schema, settings, sizes and nodes.")
{
    protected override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) => throw new NotSupportedException();
}
