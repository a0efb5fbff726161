using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteSubscriptionTests(SqliteStoreHost host) : SubscriptionSuite(host), IClassFixture<SqliteStoreHost>;
