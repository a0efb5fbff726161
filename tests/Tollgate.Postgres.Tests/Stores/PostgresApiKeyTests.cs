using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresApiKeyTests(PostgresStoreHost host) : ApiKeySuite(host), IClassFixture<PostgresStoreHost>;
