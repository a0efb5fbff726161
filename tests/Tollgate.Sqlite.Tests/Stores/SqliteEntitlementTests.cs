using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteEntitlementTests(SqliteStoreHost host) : EntitlementSuite(host), IClassFixture<SqliteStoreHost>;
