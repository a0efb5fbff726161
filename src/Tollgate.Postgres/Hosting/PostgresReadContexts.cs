using Microsoft.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore;
using Tollgate.EntityFrameworkCore.Hosting;
using Tollgate.Postgres.CompiledModels;

namespace Tollgate.Postgres.Hosting;

/// <summary>Contexts on a connection for reading: a standby's when there is one.</summary>
internal sealed class PostgresReadContexts(ReadConnections connections) : IReadContexts
{
    public async Task<TollgateDbContext> CreateAsync(CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken);
        var options = new DbContextOptionsBuilder<TollgateDbContext>()
            .UseNpgsql(connection, contextOwnsConnection: true)
            .UseSnakeCaseNamingConvention()
            .UseModel(TollgateDbContextModel.Instance)
            .ConfigureWarnings(RelationalLogging.Quieten);
        return new TollgateDbContext(options.Options);
    }
}
