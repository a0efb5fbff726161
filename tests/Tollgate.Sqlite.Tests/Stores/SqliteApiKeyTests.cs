using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteApiKeyTests(SqliteStoreHost host) : ApiKeySuite(host), IClassFixture<SqliteStoreHost>;
