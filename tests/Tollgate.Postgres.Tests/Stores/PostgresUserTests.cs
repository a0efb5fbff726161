using Tollgate.Testing.Administering;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresUserTests(PostgresStoreHost host) : UserSuite(host), IClassFixture<PostgresStoreHost>;
