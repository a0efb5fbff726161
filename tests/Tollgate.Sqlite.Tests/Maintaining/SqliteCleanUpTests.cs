using System.Globalization;
using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Maintaining;
using Xunit;

namespace Tollgate.Sqlite.Tests.Maintaining;

public sealed class SqliteCleanUpTests(SqliteStoreHost host) : CleanUpSuite(host), IClassFixture<SqliteStoreHost>
{
    protected override string Tables => "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name";

    protected override string PositionColumn => "";

    protected override string PositionValue => "";

    protected override string EmptyBlob => "x''";

    protected override string Heartbeat(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
