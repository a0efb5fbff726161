using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteRestrictionTests(SqliteStoreHost host) : RestrictionSuite(host), IClassFixture<SqliteStoreHost>;
