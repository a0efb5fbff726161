using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteSpendCapTests(SqliteStoreHost host) : SpendCapSuite(host), IClassFixture<SqliteStoreHost>;
