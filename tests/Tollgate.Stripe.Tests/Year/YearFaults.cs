using Microsoft.Data.Sqlite;
using Tollgate.Billing;
using Tollgate.Limiting;
using Tollgate.StripeFake;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>What goes wrong in a simulation: nodes die, Stripe and the database go away, webhooks and answers get lost.</summary>
internal sealed class YearFaults(YearWorld world)
{
    private int _stripeIsBackIn;
    private bool _isHeld;
    private bool _isDropped;

    /// <summary>Where a node may die.</summary>
    public enum Moment
    {
        Processing,
        Answering,
        Shipping,
        Metering,
    }

    /// <summary>Whether Stripe answers nobody.</summary>
    public bool IsStripeAway => _stripeIsBackIn > 0;

    /// <summary>Whether something happened since the last comparison with Stripe that may have kept an event away.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>What happened, for the report.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    private Random Random => world.Random;

    private StripeFakeServer Stripe => world.Account.Server;

    /// <summary>Before each half of a day.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!world.Options.HasFaults)
        {
            return;
        }

        if (_stripeIsBackIn > 0 && --_stripeIsBackIn == 0)
        {
            Stripe.Faults.EndOutage();
        }
        else if (_stripeIsBackIn == 0 && Happens(0.02, "outages of Stripe"))
        {
            _stripeIsBackIn = Random.Next(1, 4);
            Stripe.Faults.BeginOutage(Random.Next(3) switch
            {
                0 => null,
                1 => new StripeFakeFault(StripeFakeFaultKind.Reset),
                _ => new StripeFakeFault(StripeFakeFaultKind.BadGateway),
            });
        }

        await BeginWebhooksAsync(cancellationToken);
        IsUncertain |= IsStripeAway || _isHeld || _isDropped;
    }

    /// <summary>No fault any more.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _stripeIsBackIn = 0;
        Stripe.Faults.Clear();
        Stripe.Webhooks.DropNothing();
        Stripe.Webhooks.SetCopies(1);
        Stripe.Webhooks.Shuffle(null);
        await Stripe.Webhooks.ReleaseAsync(cancellationToken);
    }

    /// <summary>Whether a node is to die at a moment, and which; it may also get away.</summary>
    public int? DyingAt(Moment moment)
    {
        if (!world.Options.HasFaults || !Happens(0.012, $"kills while {moment.ToString().ToLowerInvariant()}"))
        {
            return null;
        }

        var index = Random.Next(world.Nodes.Count);
        if (moment != Moment.Answering)
        {
            world.Nodes[index].Life.KillAfter(Random.Next(moment == Moment.Metering ? 60 : 15), before: Random.Next(2) == 0);
        }

        return index;
    }

    /// <summary>Has answers to meter events get lost, before or after they took effect, and reads fail.</summary>
    public void LoseAnswers()
    {
        if (world.Options.HasFaults && Happens(0.08, "lost answers to meter events"))
        {
            var kind = (StripeFakeFaultKind[])[StripeFakeFaultKind.Reset, StripeFakeFaultKind.BadGateway, StripeFakeFaultKind.Truncated, StripeFakeFaultKind.Error];
            Stripe.Faults.Add(new StripeFakeFault(kind[Random.Next(kind.Length)])
            {
                Method = "POST",
                Path = "/v1/billing/meter_events",
                Times = Random.Next(1, 5),
                AfterEffect = Random.Next(3) > 0,
            });
        }
    }

    /// <summary>The database is away for a while; ended by disposing.</summary>
    public IDisposable? LoseDatabase()
    {
        if (!world.Options.HasFaults || !Happens(0.015, "outages of the database"))
        {
            return null;
        }

        if (Random.Next(6) == 0)
        {
            Count("of these by a lock on the file");
            return FileLock.Take(world.Database);
        }

        world.Nodes.ForEach(n => n.Life.IsDatabaseAway = true);
        return new Away(world);
    }

    /// <summary>Runs what a worker does: what it may not do because of a fault it does at its next turn.</summary>
    public async Task TryAsync(YearNode node, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (node.Life.IsDead || IsDatabaseFault(exception) || (exception is PaymentProviderException && world.Options.HasFaults))
        {
            Count($"turns lost to {exception.GetType().Name}");
        }
    }

    /// <summary>Puts new nodes in the place of dead ones.</summary>
    public async Task BuryAsync()
    {
        for (var i = 0; i < world.Nodes.Count; i++)
        {
            if (world.Nodes[i].Life.IsDead)
            {
                Count("nodes replaced");
                await world.ReplaceAsync(i);
            }
            else
            {
                world.Nodes[i].Life.Spare();
            }
        }
    }

    private static bool IsDatabaseFault(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: 5 } or LedgerUnavailableException || (exception.InnerException is { } inner && IsDatabaseFault(inner));

    private async Task BeginWebhooksAsync(CancellationToken cancellationToken)
    {
        if (_isHeld && Random.Next(3) == 0)
        {
            _isHeld = false;
            await Stripe.Webhooks.ReleaseAsync(cancellationToken);
        }
        else if (!_isHeld && Happens(0.02, "times webhooks were late"))
        {
            _isHeld = true;
            Stripe.Webhooks.Hold();
        }

        if (_isDropped)
        {
            _isDropped = false;
            Stripe.Webhooks.DropNothing();
        }
        else if (Happens(0.02, "times webhooks were lost"))
        {
            _isDropped = true;
            Stripe.Webhooks.Drop(((string[])["*", "invoice.*", "customer.subscription.*"])[Random.Next(3)]);
        }

        Stripe.Webhooks.SetCopies(Happens(0.05, "times webhooks came twice") ? 2 : 1);
        Stripe.Webhooks.Shuffle(Happens(0.2, "times webhooks were shuffled") ? Random.Next() : null);
    }

    private bool Happens(double chance, string what)
    {
        var happens = Random.NextDouble() < chance;
        if (happens)
        {
            IsUncertain = true;
            Count(what);
        }

        return happens;
    }

    private void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    private sealed class Away(YearWorld world) : IDisposable
    {
        public void Dispose() => world.Nodes.ForEach(n => n.Life.IsDatabaseAway = false);
    }

    /// <summary>Another process writes and does not end.</summary>
    private sealed class FileLock(SqliteConnection connection) : IDisposable
    {
        public static FileLock Take(string database)
        {
            var connection = new SqliteConnection($"Data Source={database};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "begin immediate";
            command.ExecuteNonQuery();
            return new FileLock(connection);
        }

        public void Dispose() => connection.Dispose();
    }
}
