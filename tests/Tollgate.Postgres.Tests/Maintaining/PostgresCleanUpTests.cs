using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Postgres.Tests.Maintaining;

public sealed class PostgresCleanUpTests(PostgresStoreHost host) : CleanUpSuite(host), IClassFixture<PostgresStoreHost>
{
    protected override string Tables => "select tablename::text from pg_tables where schemaname = current_schema() order by tablename";

    protected override string PositionColumn => ", position";

    protected override string PositionValue => ", 0";

    protected override string EmptyBlob => @"'\x'";

    protected override string Heartbeat(DateTimeOffset at) => $"'{at.UtcDateTime:O}'";
}
