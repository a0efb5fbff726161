using Microsoft.Extensions.Options;
using Tollgate.Limiting;
using Tollgate.Maintaining;
using Tollgate.Recording;
using Tollgate.Server.Billing;
using Tollgate.Server.Health;
using Tollgate.Server.Maintaining;
using Tollgate.Server.Notifying;
using Tollgate.Server.Recording;

namespace Tollgate.Server.Databases;

/// <summary>Registers Tollgate on a database that was named on the command line or in the settings.</summary>
internal static class TollgateServices
{
    /// <summary>Adds every stage and use case, kept in the database, the HTTP side, and the configured ways to tell people.</summary>
    public static IServiceCollection AddTollgateOn(this IServiceCollection services, DatabaseTarget database, IConfiguration configuration)
    {
        services.AddSingleton(database);
        services.AddSingleton<SchemaCheck>();
        services.AddSingleton<IValidateOptions<MaintainingOptions>, ScheduleValidator>();
        services.AddCountries(); // before recording starts
        services.AddSingleton<CountryCheck>();
        services.AddTollgate(tollgate => _ = database.Kind == DatabaseKind.Sqlite
            ? tollgate.UseSqlite(database.ConnectionString).AddHttp()
            : tollgate.UsePostgres(database.ConnectionString, database.ReadConnectionString).AddHttp());
        services.AddTollgateStripe();
        services.AddNotificationChannels(configuration);
        services.AddCustomerNotices(configuration);
        return services;
    }

    /// <summary>For commands: they serve no requests, so there is nothing to record.</summary>
    public static IServiceCollection AddNoRecording(this IServiceCollection services) =>
        services.Configure<RecordingOptions>(options => options.Enabled = false);

    /// <summary>For commands: a person would rather wait than get a guess, so decisions come from the ledger or not at all.</summary>
    public static IServiceCollection AddPatientDecisions(this IServiceCollection services) => services.Configure<LimitingOptions>(options =>
    {
        options.DecisionTimeout = TimeSpan.FromSeconds(10);
        options.OnQuotaFailure = LedgerFailurePolicy.FailClosed;
        options.OnRateFailure = LedgerFailurePolicy.FailClosed;
        options.OnAnonymousFailure = LedgerFailurePolicy.FailClosed;
    });
}
