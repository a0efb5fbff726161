using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqlitePlanTests(SqliteStoreHost host) : PlanSuite(host), IClassFixture<SqliteStoreHost>;
