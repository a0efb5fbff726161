using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Tollgate.Administering;
using Tollgate.Maintaining;
using Tollgate.Server.Databases;
using Tollgate.Server.Maintaining;
using Xunit;

namespace Tollgate.Server.Tests.Maintaining;

/// <summary>What happens to firings that nobody ran, and to runs that nobody ended.</summary>
public sealed class JobCareTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    public JobCareTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("Tollgate:Maintaining:WeeklySchedule", (string?)"")]).Build());
        services.AddLogging();
        services.AddTollgateOn(DatabaseTarget.Parse(_folder.DatabasePath), new ConfigurationBuilder().Build());
        services.AddNoRecording();
        services.AddSingleton<JobCare>();
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IJobHistory History => _services.GetRequiredService<IJobHistory>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Look_FreshDatabase_RunsNothing()
    {
        await _services.GetRequiredService<SetUp>().RunAsync(null, Cancel);

        await LookAsync();

        (await History.ListAsync(null, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_NobodyWasThereForDays_RunsTheLatestFiringOfEachJobOnce()
    {
        await _services.GetRequiredService<SetUp>().RunAsync(null, Cancel);
        var now = DateTimeOffset.UtcNow;
        await RanAsync(MaintenanceSchedule.Hourly, now.AddDays(-3));

        await LookAsync();
        await LookAsync();

        var runs = (await History.ListAsync(null, 10, Cancel)).Where(r => r.StartedAt > now.AddMinutes(-1)).ToList();
        runs.Select(r => (r.Job, r.Outcome)).ShouldBe([(MaintenanceSchedule.Daily, JobOutcome.Succeeded), (MaintenanceSchedule.Hourly, JobOutcome.Succeeded)]);
        var hourly = new CronTimes(new MaintainingOptions().HourlySchedule);
        runs[1].ScheduledAt.ShouldBe(hourly.LatestAt(now.AddMinutes(-1)));
    }

    [Fact]
    public async Task Look_RunOfANodeThatIsGone_RunsItsFiringAgain()
    {
        await _services.GetRequiredService<SetUp>().RunAsync(null, Cancel);
        var firing = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddSeconds(-5).ToUnixTimeSeconds());
        await History.TryStartAsync(new JobStart(MaintenanceSchedule.Weekly, firing, firing, "gone"), Cancel);

        await LookAsync();

        (await History.ListAsync(null, 10, Cancel)).Select(r => (r.Outcome, r.ScheduledAt)).ShouldBe([(JobOutcome.Succeeded, firing), (JobOutcome.Died, firing)]);
    }

    private async Task RanAsync(MaintenanceSchedule job, DateTimeOffset at)
    {
        var id = await History.TryStartAsync(new JobStart(job, at, at, "earlier"), Cancel);
        await History.SaveAsync(id!.Value, at, JobOutcome.Succeeded, [], null, Cancel);
    }

    private Task LookAsync() => _services.GetRequiredService<JobCare>().LookAsync(Cancel);
}
