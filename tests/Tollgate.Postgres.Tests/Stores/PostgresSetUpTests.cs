using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresSetUpTests(PostgresStoreHost host) : SetUpSuite(host), IClassFixture<PostgresStoreHost>;
