using Microsoft.Extensions.Options;
using Shouldly;
using Tollgate.Maintaining;
using Xunit;

namespace Tollgate.Tests.Maintaining;

public sealed class RemoveStaleRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_Steps_ReportsProgressAndCountsFromTheRetention()
    {
        var rows = new Rows([400, 400, 200]);
        var progress = new List<double>();

        var report = await TaskOf(rows).RunAsync(new MaintenanceContext(false, Now, progress.Add), TestContext.Current.CancellationToken);

        report.Rows.ShouldBe(1_000);
        progress.ShouldBe([0.4, 0.8, 1.0]);
        rows.Asked.ShouldAllBe(before => before == Now.AddDays(-1));
    }

    [Fact]
    public async Task Run_Dry_OnlyCounts()
    {
        var rows = new Rows([400, 400, 200]);

        (await TaskOf(rows).RunAsync(new MaintenanceContext(true, Now), TestContext.Current.CancellationToken)).Rows.ShouldBe(1_000);

        rows.Removed.ShouldBe(0);
    }

    [Fact]
    public async Task Run_Stopped_KeepsWhatWasRemovedAndGoesOnFromThere()
    {
        var rows = new Rows([400, 400, 200]);
        using var stop = new CancellationTokenSource();
        var context = new MaintenanceContext(false, Now, _ => stop.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(() => TaskOf(rows).RunAsync(context, stop.Token));
        rows.Removed.ShouldBe(400);

        (await TaskOf(rows).RunAsync(new MaintenanceContext(false, Now), TestContext.Current.CancellationToken)).Rows.ShouldBe(600);
    }

    private static RemoveStaleRows TaskOf(Rows rows) => new(rows, Options.Create(new MaintainingOptions()), TimeProvider.System);

    private sealed class Rows(IEnumerable<int> steps) : IStaleRows
    {
        private readonly Queue<int> _left = new(steps);

        public StaleKind Kind { get; } = new("rows", MaintenanceSchedule.Daily, options => options.DeadNodes);

        public List<DateTimeOffset> Asked { get; } = [];

        public int Removed { get; private set; }

        public Task<long> CountAsync(DateTimeOffset before, CancellationToken cancellationToken)
        {
            Asked.Add(before);
            return Task.FromResult((long)_left.Sum());
        }

        public async IAsyncEnumerable<int> RemoveAsync(DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked.Add(before);
            while (_left.TryDequeue(out var step))
            {
                await Task.Yield();
                Removed += step;
                yield return step;
            }
        }
    }
}
