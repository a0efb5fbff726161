namespace Tollgate.Billing.Metering;

/// <summary>Segments, the outbox of meter events, and the usage that they are about.</summary>
internal interface IMeteringStore
{
    /// <summary>The database's time.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>Adds the running segments of subscriptions that have none, e.g. because their plan became billed by usage later.</summary>
    /// <returns>How many subscriptions got any.</returns>
    Task<int> EnsureSegmentsAsync(CancellationToken cancellationToken);

    /// <summary>Since when hours of usage may still be asked for: the start of the oldest period that is not over for good; null when there is none.</summary>
    Task<DateTimeOffset?> FindOldestPeriodAsync(CancellationToken cancellationToken);

    /// <summary>The next customers with segments to look at, by user id; locks nothing.</summary>
    Task<MeteringPage> ReadAsync(MeteringScan scan, CancellationToken cancellationToken);

    /// <summary>Reads one customer under a lock, has the steps decided and does them, in one transaction.</summary>
    /// <param name="scan">Names the user, and what to look at.</param>
    /// <param name="decide">Gets the customer and the time; pure, because it may be asked again.</param>
    /// <param name="cancellationToken">Gives up; nothing is done then.</param>
    /// <returns>The steps that were done.</returns>
    Task<IReadOnlyList<MeterStep>> DecideAsync(
        MeteringScan scan, Func<MeteredCustomer, DateTimeOffset, IReadOnlyList<MeterStep>> decide, CancellationToken cancellationToken);

    /// <summary>Takes the right to work on something, or has it go on; false while somebody else has it.</summary>
    Task<bool> TryClaimAsync(string work, string holder, TimeSpan span, CancellationToken cancellationToken);

    /// <summary>Gives the right back.</summary>
    Task ReleaseAsync(string work, string holder, CancellationToken cancellationToken);

    /// <summary>Customers and meters with events that are due, those that wait longest first.</summary>
    Task<IReadOnlyList<(string Customer, string Meter)>> FindDueAsync(long? userId, int most, CancellationToken cancellationToken);

    /// <summary>The due events of a customer and meter, oldest first.</summary>
    Task<IReadOnlyList<MeterEvent>> ListDueAsync(string customer, string meter, CancellationToken cancellationToken);

    /// <summary>All segments of a user that are not long over.</summary>
    Task<IReadOnlyList<BillingSegment>> ListSegmentsAsync(long userId, CancellationToken cancellationToken);

    /// <summary>Events of a customer and meter whose time is in [from, until).</summary>
    Task<IReadOnlyList<MeterEvent>> ListBetweenAsync(
        string customer, string meter, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Notes, before it happens, that the provider is asked.</summary>
    /// <param name="meterEvent">The event as it was read.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="nextAttemptAt">When it is due again if nothing is heard of this attempt; null to leave that.</param>
    /// <param name="error">What is to be known of it until then; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event as it is now; null when somebody else has changed it.</returns>
    Task<MeterEvent?> BeginAsync(
        MeterEvent meterEvent, string holder, DateTimeOffset? nextAttemptAt, string? error, CancellationToken cancellationToken);

    /// <summary>Notes what became of an event; false when somebody else has changed it since it was read.</summary>
    Task<bool> EndAsync(MeterEvent meterEvent, MeterOutcome outcome, CancellationToken cancellationToken);

    /// <summary>An event by its identifier; null when there is none.</summary>
    Task<MeterEvent?> FindAsync(string identifier, CancellationToken cancellationToken);

    /// <summary>Events, newest first.</summary>
    Task<IReadOnlyList<MeterEvent>> ListAsync(MeterEventQuery query, CancellationToken cancellationToken);

    /// <summary>Customers and meters that something was sent for, with the times of its first and last event.</summary>
    /// <param name="since">Confirmed since then.</param>
    /// <param name="until">Confirmed before then.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<SentSpan>> FindSentAsync(DateTimeOffset since, DateTimeOffset until, int most, CancellationToken cancellationToken);

    /// <summary>Units recorded of a user and plan in hours, event by event; null when some of the events are cleaned up.</summary>
    Task<long?> ReadRecordedAsync(long userId, string plan, IReadOnlyList<HourRange> hours, CancellationToken cancellationToken);

    /// <summary>How the outbox stands.</summary>
    Task<MeteringFigures> ReadFiguresAsync(CancellationToken cancellationToken);
}
