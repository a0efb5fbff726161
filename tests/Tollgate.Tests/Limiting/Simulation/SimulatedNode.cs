using Tollgate.Limiting;
using Tollgate.Testing.Limiting;

namespace Tollgate.Tests.Limiting.Simulation;

/// <summary>One node: the real lease book, driven by the simulation's events instead of threads.</summary>
internal sealed class SimulatedNode
{
    private readonly Simulation _simulation;
    private readonly List<Claim> _open = [];
    private readonly int _writers;
    private int _busy;

    public SimulatedNode(Simulation simulation, long wallClock, int nodes)
    {
        _simulation = simulation;
        _writers = simulation.Options.Writers;
        Book = new LeaseBook(simulation.Options, Simulation.TicksPerMillisecond, new DatabaseClock(Simulation.TicksPerMillisecond, wallClock, simulation.Now))
        {
            Nodes = nodes,
        };
    }

    public LeaseBook Book { get; }

    public bool IsDead { get; set; }

    /// <summary>Until when the process is stopped; its events wait.</summary>
    public long PausedUntil { get; set; }

    /// <summary>One request, as the limiter does it: memory first, then a claim.</summary>
    public void Request(QuotaSpec[] specs, long cost)
    {
        var quotas = Array.ConvertAll(specs, Book.Bind);
        var charges = new List<Charge>();
        foreach (var quota in quotas)
        {
            if (!quota.TryTake(cost, _simulation.Now, out var charge, out var wantsRefill))
            {
                break;
            }

            charges.Add(charge);
            if (wantsRefill)
            {
                Book.RequestRefill(quota);
            }
        }

        if (charges.Count == quotas.Length)
        {
            _simulation.Admitted(this, charges, cost);
        }
        else
        {
            charges.ForEach(c => Book.PutBack(c, cost));
            var probe = Simulation.TicksPerMillisecond * (long)_simulation.Options.DeniedProbeInterval.TotalMilliseconds;
            if (quotas.Any(q => q.Denial is { } denial && denial.Holds(cost, _simulation.Now, probe)))
            {
                _simulation.Refused++;
            }
            else
            {
                var claim = new WatchedClaim(quotas, cost);
                Book.Submit(claim, _simulation.Now);
                _open.Add(claim);
            }
        }

        Advance();
    }

    public void Tick()
    {
        Book.Tick(_simulation.Now);
        Advance();
    }

    /// <summary>Looks at finished claims and lets free writers send.</summary>
    private void Advance()
    {
        foreach (var claim in _open.Where(c => c.IsDone))
        {
            if (claim.Result == ClaimResult.Served)
            {
                _simulation.Admitted(this, claim.Charges, claim.Cost);
            }
            else
            {
                _simulation.Refused++;
            }
        }

        _open.RemoveAll(c => c.IsDone);
        while (_busy < _writers && Book.NextBatch(_simulation.Now) is { } batch)
        {
            _busy++;
            if (_simulation.Shortcut == Shortcut.AdmitBeforeCommit)
            {
                AdmitWaiting(batch);
            }

            _simulation.Send(this, batch);
        }
    }

    public void Reply(LedgerBatch batch, LedgerReply? reply)
    {
        _busy--;
        if (reply is null)
        {
            Book.Fail(batch, _simulation.Now);
        }
        else
        {
            Book.Settle(batch, reply, _simulation.Now);
        }

        Advance();
    }

    private void AdmitWaiting(LedgerBatch batch)
    {
        for (var i = 0; i < batch.Quotas.Length; i++)
        {
            var view = new LedgerView(batch.Asks[i].Spec, [.. batch.Asks[i].Spans], new long[QuotaSpec.Slots]);
            for (var taken = batch.Quotas[i].TakeWaiting(); taken is not null;)
            {
                var claim = WaitingLine.TakeNext(batch.Quotas[i], ref taken);
                batch.Quotas[i].Wait(claim);
                if (claim is { IsDone: false, Quotas.Length: 1 })
                {
                    _simulation.Admitted(this, [new Charge(view, 0)], claim.Cost);
                    claim.Finish(ClaimResult.Unanswered);
                }
            }
        }
    }
}
