using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Tollgate.EntityFrameworkCore;
using Tollgate.Postgres.CompiledModels;
using Tollgate.Postgres.Hosting;
using Xunit;

namespace Tollgate.Postgres.Tests.Stores;

public sealed class PostgresCompiledModelTests
{
    [Fact]
    public void CompiledModel_AgainstTheMapping_IsTheSame()
    {
        using var mapped = Open(_ => { });
        using var compiled = Open(o => o.UseModel(TollgateDbContextModel.Instance));

        Describe(compiled.Model).ShouldBe(Describe(mapped.Model), "run src/compile-models.sh");
    }

    private static TollgateDbContext Open(Action<DbContextOptionsBuilder> configure)
    {
        var options = new DbContextOptionsBuilder<TollgateDbContext>();
        new PostgresDatabase("Host=localhost;Database=tollgate").Configure(options);
        configure(options);
        return new TollgateDbContext(options.Options);
    }

    private static string Describe(IModel model) => string.Join(
        '\n',
        model.GetEntityTypes().OrderBy(e => e.Name, StringComparer.Ordinal).SelectMany(e => e.GetProperties().Select(p =>
            $"{e.GetTableName()}.{p.GetColumnName()} {p.ClrType} {p.GetColumnType()} null={p.IsNullable} max={p.GetMaxLength()} converter={p.GetTypeMapping().Converter?.ProviderClrType}")
            .Append($"{e.GetTableName()} {string.Join(' ', e.GetKeys().Select(k => k.GetName()))} {string.Join(' ', e.GetForeignKeys().Select(k => k.GetConstraintName()))} {string.Join(' ', e.GetIndexes().Select(i => $"{i.GetDatabaseName()}={i.IsUnique}"))}")));
}
