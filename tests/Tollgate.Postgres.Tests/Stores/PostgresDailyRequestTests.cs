using Tollgate.Testing.Recording;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresDailyRequestTests(PostgresStoreHost host) : DailyRequestSuite(host), IClassFixture<PostgresStoreHost>;
