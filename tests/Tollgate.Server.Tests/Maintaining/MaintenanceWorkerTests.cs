using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Quartz;
using Shouldly;
using Tollgate.Hosting;
using Tollgate.Maintaining;
using Tollgate.Server.Maintaining;
using Xunit;

namespace Tollgate.Server.Tests.Maintaining;

public sealed class MaintenanceWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Quartz tells a cancellation as a failure of its own; a host that heard of it would stop for the wrong reason.</summary>
    [Fact]
    public async Task Stop_WhileTheSchedulerIsMade_IsNoFailure()
    {
        var schedulers = new SlowSchedulers();
        using var worker = new MaintenanceWorker(
            schedulers, null!, null!, Options.Create(new MaintainingOptions()), new HostStart(TimeProvider.System), TimeProvider.System, NullLogger<MaintenanceWorker>.Instance);
        await worker.StartAsync(Cancel);
        await schedulers.Asked.WaitAsync(Cancel);

        await worker.StopAsync(Cancel);

        await worker.ExecuteTask.ShouldNotBeNull();
    }

    /// <summary>Makes no scheduler until it is cancelled, as one whose database is slow.</summary>
    private sealed class SlowSchedulers : ISchedulerFactory
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async ValueTask<IScheduler> GetScheduler(CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException canceled)
            {
                throw new SchedulerException("The schema could not be validated.", canceled);
            }

            throw new InvalidOperationException();
        }

        public ValueTask<List<IScheduler>> GetAllSchedulers(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IScheduler?> LookupScheduler(string schedName, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
