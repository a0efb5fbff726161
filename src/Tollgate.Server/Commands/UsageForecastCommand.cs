using System.CommandLine;
using System.Globalization;
using Tollgate.Administering;
using Tollgate.Limiting;

namespace Tollgate.Server.Commands;

/// <summary>Says when a subject's quota will be used up.</summary>
internal sealed class UsageForecastCommand : TollgateCommand
{
    private readonly Argument<string> _subject = new("SUBJECT") { Description = "A user's name, user_42, key_7, or an anonymous address (ip_203.0.113.7)" };

    public UsageForecastCommand()
        : base("forecast", "Say when the day and month quota will be used up at the present pace.") => Arguments.Add(_subject);

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var forecast = await toolbox.Get<ForecastUsage>().RunAsync(invocation.Parsed.GetRequiredValue(_subject), cancellationToken);
        if (invocation.Report.TryWriteJson(UsageReportShape.Of(forecast)))
        {
            return CommandLine.Yes;
        }

        invocation.Report.Table(
            ["window", ">limit", ">used", ">units per hour", "used up (UTC)", "resets (UTC)", ">expected by then"],
            forecast.Windows.Select(w => new[]
            {
                w.Window.Window.Name,
                w.Window.Limit == Limit.Unlimited ? "unlimited" : w.Window.Limit.ToString("N0", CultureInfo.InvariantCulture),
                w.Window.Used.ToString("N0", CultureInfo.InvariantCulture),
                w.UnitsPerHour.ToString("N1", CultureInfo.InvariantCulture),
                w.UsedUpAt is { } at ? at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "not before it resets",
                w.Window.ResetsAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                w.ExpectedAtReset.ToString("N0", CultureInfo.InvariantCulture),
            }));
        if (forecast.Windows.Count == 0)
        {
            invocation.Report.Line($"The plan '{forecast.Plan}' has no window of a day or longer.");
        }

        return CommandLine.Yes;
    }
}
