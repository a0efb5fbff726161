using Tollgate.Testing.Entitling;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresKeyUseTests(PostgresStoreHost host) : KeyUseSuite(host), IClassFixture<PostgresStoreHost>;
