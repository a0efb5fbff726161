using Tollgate.Sqlite.Tests.Stores;
using Tollgate.Testing.Billing;
using Xunit;

namespace Tollgate.Sqlite.Tests.Billing;

public sealed class SqliteInboxTests(SqliteStoreHost host) : InboxSuite(host), IClassFixture<SqliteStoreHost>;
