namespace Tollgate.Benchmarks.Harness;

/// <summary>Lets contenders take turns, so that what else the machine does meets all of them alike, and reports their medians.</summary>
internal static class Contest
{
    /// <summary>Runs all rounds and adds a row for each contender, in their order.</summary>
    public static Task HoldAsync(SuiteRun run, IReadOnlyList<Contender> contenders, CancellationToken cancellationToken) =>
        HoldAsync(run, contenders, run.Rounds, run.Turn, cancellationToken);

    /// <summary>As the other, with more rounds of shorter turns, or fewer of longer ones.</summary>
    public static async Task HoldAsync(
        SuiteRun run, IReadOnlyList<Contender> contenders, int rounds, TimeSpan turn, CancellationToken cancellationToken)
    {
        var turns = contenders.Select(_ => new List<(Sample Sample, long? Statements)>()).ToArray();
        try
        {
            foreach (var contender in contenders)
            {
                run.Say($"starting {contender.Id}");
                await contender.StartAsync(cancellationToken);
            }

            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < contenders.Count; i++)
                {
                    turns[i].Add(await TakeTurnAsync(contenders[i], turn, cancellationToken));
                }
            }

            foreach (var contender in contenders)
            {
                await contender.FinishAsync(cancellationToken);
            }
        }
        finally
        {
            foreach (var contender in contenders)
            {
                await contender.DisposeAsync();
            }
        }

        for (var i = 0; i < contenders.Count; i++)
        {
            run.Add(RowOf(contenders[i], turns[i]));
        }
    }

    private static async Task<(Sample Sample, long? Statements)> TakeTurnAsync(Contender contender, TimeSpan duration, CancellationToken cancellationToken)
    {
        await contender.PrepareTurnAsync(cancellationToken);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = await contender.CountStatementsAsync(cancellationToken);
        var sample = await contender.RunAsync(duration, cancellationToken);
        return (sample, await contender.CountStatementsAsync(cancellationToken) - before);
    }

    private static BenchmarkRow RowOf(Contender contender, List<(Sample Sample, long? Statements)> turns) => new()
    {
        Id = contender.Id,
        What = contender.What,
        Callers = contender.Callers,
        Unit = contender.Unit,
        PerSecond = Median(turns, t => t.Sample.PerSecond) ?? 0,
        PerSecondLow = turns.Min(t => t.Sample.PerSecond),
        PerSecondHigh = turns.Max(t => t.Sample.PerSecond),
        P50 = Median(turns, t => t.Sample.Latencies?.At(50)),
        P99 = Median(turns, t => t.Sample.Latencies?.At(99)),
        P999 = Median(turns, t => t.Sample.Latencies?.At(99.9)),
        BytesPerOperation = Median(turns, t => (double?)t.Sample.AllocatedBytes / t.Sample.Operations),
        StatementsPerMillion = Median(turns, t => t.Statements * 1e6 / t.Sample.Operations),
        IsDurable = contender.IsDurable,
        IsExact = contender.IsExact,
        Note = contender.Note,
    };

    private static double? Median<T>(IEnumerable<T> turns, Func<T, double?> value)
    {
        var values = turns.Select(value).OfType<double>().Order().ToArray();
        return values.Length == 0 ? null : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
