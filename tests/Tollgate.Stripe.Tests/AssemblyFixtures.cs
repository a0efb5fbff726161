using Tollgate.Testing;

[assembly: Xunit.AssemblyFixture(typeof(PostgresServer))]
