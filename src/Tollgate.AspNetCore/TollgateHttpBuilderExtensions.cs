using Tollgate.AspNetCore;
using Tollgate.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The HTTP side of Tollgate on its builder: <c>AddTollgate(t => t.UseSqlite("tollgate.db").AddHttp())</c>.</summary>
public static class TollgateHttpBuilderExtensions
{
    /// <summary>Adds what <c>app.UseTollgate()</c> needs; calling it twice changes nothing.</summary>
    /// <param name="builder">Tollgate.</param>
    /// <param name="configure">Changes options after <c>Tollgate:Http</c> was read; null for none.</param>
    public static TollgateBuilder AddHttp(this TollgateBuilder builder, Action<HttpOptions>? configure = null)
    {
        builder.Services.AddTollgateHttp(configure);
        return builder;
    }

    /// <summary>
    /// Makes Tollgate the global limiter of the framework's <c>app.UseRateLimiter()</c>, instead of <c>app.UseTollgateLimiting()</c>.
    /// </summary>
    /// <param name="builder">Tollgate.</param>
    public static TollgateBuilder AddRateLimiter(this TollgateBuilder builder)
    {
        builder.Services.AddTollgateRateLimiter();
        return builder;
    }
}
