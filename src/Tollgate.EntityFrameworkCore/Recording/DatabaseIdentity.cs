using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Statements;
using Tollgate.Recording;

namespace Tollgate.EntityFrameworkCore.Recording;

/// <summary>The identity that the schema's set-up stored, with the database's name: copies on one server differ by their names.</summary>
/// <param name="contexts">The database.</param>
/// <param name="name">Its name on its server, or its file's name.</param>
internal sealed class DatabaseIdentity(IDbContextFactory<TollgateDbContext> contexts, string name) : IDatabaseIdentity
{
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Database.SqlQueryRaw<string>(InstallationStatements.Read).ToListAsync(cancellationToken);
        return $"{rows[0]}/{name}";
    }
}
