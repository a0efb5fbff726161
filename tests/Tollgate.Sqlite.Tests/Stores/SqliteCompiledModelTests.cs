using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Tollgate.EntityFrameworkCore;
using Tollgate.Sqlite.CompiledModels;
using Tollgate.Sqlite.Hosting;
using Xunit;

namespace Tollgate.Sqlite.Tests.Stores;

public sealed class SqliteCompiledModelTests
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
        new SqliteDatabase("tollgate.db").Configure(options);
        configure(options);
        return new TollgateDbContext(options.Options);
    }

    private static string Describe(IModel model) => string.Join(
        '\n',
        model.GetEntityTypes().OrderBy(e => e.Name, StringComparer.Ordinal).SelectMany(e => e.GetProperties().Select(p =>
            $"{e.GetTableName()}.{p.GetColumnName()} {p.ClrType} {p.GetColumnType()} null={p.IsNullable} max={p.GetMaxLength()} converter={p.GetTypeMapping().Converter?.ProviderClrType}")
            .Append($"{e.GetTableName()} {string.Join(' ', e.GetKeys().Select(k => k.GetName()))} {string.Join(' ', e.GetForeignKeys().Select(k => k.GetConstraintName()))} {string.Join(' ', e.GetIndexes().Select(i => $"{i.GetDatabaseName()}={i.IsUnique}"))}")));
}
