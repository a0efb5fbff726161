using Npgsql;

namespace Tollgate.Postgres.Hosting;

/// <summary>Makes the small pools that reports and lists read through.</summary>
internal static class ReadSource
{
    private const int MaxConnections = 4;

    /// <summary>A pool on the primary.</summary>
    public static NpgsqlDataSource OfPrimary(string connectionString) => Builder(connectionString).Build();

    /// <summary>A pool on one or several hosts, standbys first unless the text has its own Target Session Attributes.</summary>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static NpgsqlDataSource OfStandbys(string connectionString)
    {
        var builder = Builder(connectionString);
        var attributes = builder.ConnectionStringBuilder.TargetSessionAttributes is { Length: > 0 } given
            ? Enum.Parse<TargetSessionAttributes>(given.Replace("-", "", StringComparison.Ordinal), ignoreCase: true)
            : TargetSessionAttributes.PreferStandby;
        builder.ConnectionStringBuilder.TargetSessionAttributes = null; // said by the wrapper below
        builder.ConnectionStringBuilder.HostRecheckSeconds = 2; // a standby that came back is used soon
        return builder.BuildMultiHost().WithTargetSession(attributes);
    }

    private static NpgsqlDataSourceBuilder Builder(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "tollgate-reads" };
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName = "tollgate-reads";
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = MaxConnections;
        settings.Enlist = false;
        settings.Timeout = 5;
        settings.CommandTimeout = 60;
        return builder;
    }
}
