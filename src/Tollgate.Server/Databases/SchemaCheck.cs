using System.Data.Common;
using Tollgate.Administering;
using Tollgate.Server.Commands;

namespace Tollgate.Server.Databases;

/// <summary>Says whether a database can be used as it is.</summary>
internal sealed class SchemaCheck(ISchema schema, DatabaseTarget database)
{
    /// <summary>What is wrong and what to do; null when the schema is current.</summary>
    /// <exception cref="DbException">The database can't be reached.</exception>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken) => await schema.ReadAsync(cancellationToken) switch
    {
        { IsCurrent: true } => null,
        { CurrentVersion: null } => $"{database} has no Tollgate schema yet. Run `tollgate setup` on it first.",
        var old => $"The schema of {database} is at {old.CurrentVersion}, but this program needs {old.LatestVersion}. Run `tollgate setup` to migrate it.",
    };

    /// <summary>Fails, and says what to do, when the schema is missing or old.</summary>
    /// <exception cref="CommandFailedException">It is.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (await FindProblemAsync(cancellationToken) is { } problem)
        {
            throw new CommandFailedException(problem);
        }
    }
}
