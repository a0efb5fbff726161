using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteKeyUseTests(SqliteStoreHost host) : KeyUseSuite(host), IClassFixture<SqliteStoreHost>;
