using Tollgate.Limiting;
using Tollgate.Testing.Limiting;

namespace Tollgate.Benchmarks.Growth;

/// <summary>One node: the product's own lease book, driven by made-up time instead of threads.</summary>
internal sealed class MadeUpNode
{
    private readonly MadeUpTime _time;
    private readonly MadeUpDatabase _database;
    private readonly LimitingOptions _options;
    private readonly List<Waiter> _waiting = [];
    private int _busyWriters;

    /// <param name="time">Shared by all.</param>
    /// <param name="database">Shared by all.</param>
    /// <param name="options">How leases are made.</param>
    /// <param name="nodes">How many there are.</param>
    public MadeUpNode(MadeUpTime time, MadeUpDatabase database, LimitingOptions options, int nodes)
    {
        (_time, _database, _options) = (time, database, options);
        Book = new LeaseBook(
            options, MadeUpTime.Millisecond, new DatabaseClock(MadeUpTime.Millisecond, MadeUpTime.UnixAt(time.Now), time.Now)) { Nodes = nodes };
    }

    /// <summary>Its state.</summary>
    public LeaseBook Book { get; }

    /// <summary>Whether it was killed.</summary>
    public bool IsDead { get; set; }

    /// <summary>Where its answers are counted; may change with time.</summary>
    public Tally Tally { get; set; } = new();

    /// <summary>A request of one unit, as the limiter does it: memory first, then the ledger.</summary>
    /// <param name="spec">Whose.</param>
    /// <param name="answered">Told when it is answered.</param>
    public void Ask(QuotaSpec spec, Action? answered = null)
    {
        var quota = Book.Find(new QuotaKey(spec.Subject, spec.Scope)) ?? Book.Bind(spec);
        if (quota.TryTakeAny(1, _time.Now, out _, out var wantsRefill)) // not by core: made-up nodes have none
        {
            Tally.Admit(_time.Now, 0);
            answered?.Invoke();
            if (wantsRefill)
            {
                Book.RequestRefill(quota);
                Send();
            }
        }
        else if (quota.Denial is { } denial && denial.Holds(1, _time.Now, (long)_options.DeniedProbeInterval.TotalMilliseconds * MadeUpTime.Millisecond))
        {
            Tally.Refuse();
            answered?.Invoke();
        }
        else
        {
            var claim = new WatchedClaim([quota], 1);
            Book.Submit(claim, _time.Now);
            _waiting.Add(new Waiter(claim, _time.Now, answered));
            Send();
        }
    }

    /// <summary>What the pump's timer does.</summary>
    public void Tick()
    {
        Book.Tick(_time.Now);
        AnswerWaiters();
        Send();
    }

    private void Send()
    {
        while (_busyWriters < _options.Writers && Book.NextBatch(_time.Now) is { } batch)
        {
            _busyWriters++;
            _database.Send(batch, reply => Settle(batch, reply));
        }
    }

    private void Settle(LedgerBatch batch, LedgerReply reply)
    {
        if (IsDead)
        {
            return; // what was granted is burnt
        }

        _busyWriters--;
        Book.Settle(batch, reply, _time.Now);
        AnswerWaiters();
        Send();
    }

    private void AnswerWaiters()
    {
        var kept = 0;
        var count = _waiting.Count; // an answer may bring the next request, which waits its turn at the end
        for (var i = 0; i < count; i++)
        {
            var waiter = _waiting[i];
            if (waiter.Claim.IsDone)
            {
                Answer(waiter);
            }
            else
            {
                _waiting[kept++] = waiter;
            }
        }

        _waiting.RemoveRange(kept, count - kept);
    }

    private void Answer(Waiter waiter)
    {
        switch (waiter.Claim.Result)
        {
            case ClaimResult.Served:
                Tally.Admit(_time.Now, _time.Now - waiter.Since);
                break;
            case ClaimResult.Refused:
                Tally.Refuse();
                break;
            default:
                Tally.GiveUp();
                break;
        }

        waiter.Answered?.Invoke();
    }

    private readonly record struct Waiter(Claim Claim, long Since, Action? Answered);
}
