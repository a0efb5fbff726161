using Tollgate.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
