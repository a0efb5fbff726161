using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Watching;
using Xunit;

namespace Tollgate.Postgres.Tests.Watching;

public sealed class PostgresDriftTests(PostgresStoreHost host) : DriftSuite(host), IClassFixture<PostgresStoreHost>;
