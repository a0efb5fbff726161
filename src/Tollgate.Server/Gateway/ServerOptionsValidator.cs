using Tollgate.Server.Admin;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Gateway;

/// <summary>Checks the server's settings before anything starts; reports everything that is wrong at once.</summary>
internal static class ServerOptionsValidator
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Tollgate:Server";

    private static readonly string[] Known = [.. typeof(ServerOptions).GetProperties().Select(p => p.Name)];

    /// <summary>Reads and checks the settings; what is wrong is added to the errors.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="hasDemoUpstream">Whether the built-in demo API is the upstream.</param>
    /// <param name="errors">Where errors go.</param>
    public static ServerOptions Read(IConfiguration configuration, bool hasDemoUpstream, ICollection<string> errors)
    {
        var options = new ServerOptions();
        foreach (var setting in configuration.GetSection(Section).GetChildren())
        {
            if (!Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                var hint = NearestWord.To(setting.Key, Known) is { } nearest ? $"did you mean {nearest}?" : $"known: {string.Join(", ", Known)}.";
                errors.Add($"{setting.Path} is not a setting; {hint}");
            }
        }

        Bind(configuration, options, errors);
        if (options.ShutdownTimeout < TimeSpan.Zero || options.ShutdownTimeout > TimeSpan.FromMinutes(5))
        {
            errors.Add($"{Section}:ShutdownTimeout is {options.ShutdownTimeout}; use 00:00:00 to 00:05:00.");
        }

        if (options.AdminToken.Length is > 0 and < AdminToken.MinLength)
        {
            errors.Add($"{Section}:AdminToken has {options.AdminToken.Length} characters; use {AdminToken.MinLength} or more, e.g. from `openssl rand -hex 20`.");
        }

        CheckUpstream(configuration, options, hasDemoUpstream, errors);
        return options;
    }

    private static void Bind(IConfiguration configuration, ServerOptions options, ICollection<string> errors)
    {
        try
        {
            configuration.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            errors.Add($"{exception.Message} Times are written hh:mm:ss, switches true or false.");
        }
    }

    private static void CheckUpstream(IConfiguration configuration, ServerOptions options, bool hasDemoUpstream, ICollection<string> errors)
    {
        var hasRoutes = configuration.GetSection("ReverseProxy:Routes").GetChildren().Any();
        var hasUpstream = options.Upstream.Length > 0;
        if (hasUpstream && UpstreamRoutes.Fault(options.Upstream) is { } fault)
        {
            errors.Add(fault);
        }

        if (!hasUpstream && !hasRoutes && !hasDemoUpstream)
        {
            errors.Add("There is nothing to forward to; give --upstream URL, --demo-upstream, or routes in the section ReverseProxy of appsettings.json.");
        }

        if (hasUpstream && hasDemoUpstream)
        {
            errors.Add("--upstream and --demo-upstream exclude each other; leave one out.");
        }
    }
}
