using Tollgate.Limiting;

namespace Tollgate.Tests.Limiting.Simulation;

/// <summary>
/// Several nodes and one database in made-up time, from one seed: delays, lost messages and replies, pauses, kills, skewed clocks.
/// Counts what was admitted in each window instance.
/// </summary>
internal sealed class Simulation
{
    public const long TicksPerMillisecond = 1_000;

    private static readonly long Epoch = new DateTimeOffset(2026, 1, 31, 23, 59, 55, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Dictionary<(string Subject, string Scope, int Slot, long Start), long> _admitted = [];
    private readonly Random _random;
    private readonly SimulatedLedger _ledger;
    private readonly SimulatedNode[] _nodes;
    private readonly QuotaSpec[][] _requests;
    private readonly int _seconds;
    private long _order;

    public Simulation(int seed, Shortcut shortcut, Enforcement enforcement, bool isChaotic = true, int seconds = 8)
    {
#pragma warning disable CA5394 // a seed makes runs repeatable; nothing here is secret
        _random = new Random(seed);
        Shortcut = shortcut;
        IsChaotic = isChaotic;
        _seconds = seconds;
        _ledger = new SimulatedLedger(DatabaseNow, shortcut);
        _requests = Requests(enforcement);
        _nodes = [.. Enumerable.Range(0, 3).Select(_ => NewNode())];
        if (shortcut == Shortcut.AsynchronousFailover)
        {
            At(_seconds * 500, () => _ledger.FailOver(DatabaseNow() - 300));
        }

        for (var node = 0; node < _nodes.Length; node++)
        {
            ScheduleNode(node);
        }
    }

    public LimitingOptions Options { get; } = new() { Writers = 2, MaxBatch = 3, DecisionTimeout = TimeSpan.FromMilliseconds(400) };

    public Shortcut Shortcut { get; }

    public bool IsChaotic { get; }

    public long SecondLimit { get; private set; }

    public long DayLimit { get; private set; }

    public long Now { get; private set; }

    public long Refused { get; set; }

    public long AdmittedUnits { get; private set; }

    /// <summary>Every (subject, scope, window instance) in which more was admitted than the limit, or than the ledger counted.</summary>
    public List<string> Violations { get; } = [];

    public IReadOnlyDictionary<(string Subject, string Scope, int Slot, long Start), long> AdmittedByWindow => _admitted;

    private long DatabaseNow() => Epoch + (Now / TicksPerMillisecond);

    public void Run()
    {
        var end = _seconds * 1_000 * TicksPerMillisecond;
        while (_events.TryDequeue(out var action, out var when) && when.At <= end)
        {
            Now = when.At;
            action();
        }
    }

    public void Admitted(SimulatedNode node, IReadOnlyList<Charge> charges, long cost)
    {
        if (node.IsDead)
        {
            return;
        }

        AdmittedUnits += charges.Count == 0 ? 0 : cost;
        foreach (var charge in charges)
        {
            for (var slot = 0; slot < QuotaSpec.Slots; slot++)
            {
                if (charge.View.Spec.BySlot[slot] is { } limit)
                {
                    Count(charge, slot, limit, cost);
                }
            }
        }
    }

    public void Send(SimulatedNode node, LedgerBatch batch)
    {
        var seen = Shortcut == Shortcut.TwoStatements ? _ledger.Look(batch.Asks) : null;
        var arrives = Delay();
        var isLost = IsChaotic && _random.Next(40) == 0;
        var isReplyLost = IsChaotic && _random.Next(40) == 0;
        At(Now / TicksPerMillisecond + arrives, () =>
        {
            var reply = isLost ? null : _ledger.Execute(batch.Asks, seen);
            if (reply is not null && Shortcut == Shortcut.ReaperFreesExpiredLeases)
            {
                Reap(batch, reply);
            }

            if (isReplyLost && Shortcut == Shortcut.RetryUnknownOutcome)
            {
                reply = _ledger.Execute(batch.Asks, null);
                isReplyLost = false;
            }

            var back = isLost || isReplyLost ? 300 : Delay();
            OnNode(node, Now / TicksPerMillisecond + back, () => node.Reply(batch, isReplyLost ? null : reply));
        });
    }

    private void Count(Charge charge, int slot, WindowLimit limit, long cost)
    {
        var span = charge.View.Spans[slot];
        var key = (charge.View.Spec.Subject, charge.View.Spec.Scope, slot, RealStart(span, limit.Window));
        var admitted = _admitted[key] = _admitted.GetValueOrDefault(key) + cost;
        if (admitted > limit.Limit)
        {
            Violations.Add($"{key}: {admitted} admitted of {limit.Limit}");
        }

        if (Shortcut == Shortcut.None && !span.Contains(DatabaseNow()))
        {
            Violations.Add($"{key}: admitted at {DatabaseNow()}, outside [{span.Start}, {span.End})");
        }

        var used = _ledger.Used(charge.View.Spec, slot, span.Start);
        if (Shortcut == Shortcut.None && used >= 0 && used < admitted)
        {
            Violations.Add($"{key}: {admitted} admitted, but only {used} in the ledger");
        }
    }

    /// <summary>With the window named by nodes, what counts is the real window at the moment of the admission.</summary>
    private long RealStart(WindowSpan span, Window window) =>
        Shortcut == Shortcut.NodeClockNamesTheWindow ? window.At(DatabaseNow()).Start : span.Start;

    private void Reap(LedgerBatch batch, LedgerReply reply)
    {
        for (var i = 0; i < batch.Asks.Length; i++)
        {
            var (ask, grant) = (batch.Asks[i], reply.Grants[i]);
            if (grant.Granted > 0)
            {
                var freed = new LedgerAsk { Spec = ask.Spec, Spans = ask.Spans, Wanted = 0, Back = grant.Granted, BackStarts = [.. grant.Spans.Select(s => s.Start)] };
                At((Now / TicksPerMillisecond) + 200, () => _ledger.Execute([freed], null));
            }
        }
    }

    private QuotaSpec[][] Requests(Enforcement enforcement)
    {
        (SecondLimit, DayLimit) = (_random.Next(5, 60), _random.Next(50, 300));
        var limits = new[] { new WindowLimit(Window.Parse("PT1S"), SecondLimit), new WindowLimit(Window.Day, DayLimit) };
        var hot = new QuotaSpec("user_1", "*", limits) { Enforcement = enforcement };
        var group = new QuotaSpec("user_1", "search", [new WindowLimit(Window.Minute, _random.Next(10, 100))]) { Enforcement = enforcement };
        var cold = new QuotaSpec("user_2", "*", limits) { Enforcement = enforcement };
        return [[hot], [hot], [hot, group], [cold]];
    }

    private SimulatedNode NewNode() => new(this, DatabaseNow() + (IsChaotic ? _random.Next(-4_000, 4_000) : 0), 3);

    private void ScheduleNode(int index)
    {
        for (var at = 0L; at < _seconds * 1_000; at += _random.Next(1, 12))
        {
            var (specs, cost) = (_requests[_random.Next(_requests.Length)], _random.Next(6) == 0 ? _random.Next(1, 8) : 1);
            At(at, () => OnNode(_nodes[index], Now / TicksPerMillisecond, () => _nodes[index].Request(specs, cost)));
        }

        for (var at = 0L; at < _seconds * 1_000; at += 10)
        {
            At(at, () => OnNode(_nodes[index], Now / TicksPerMillisecond, () => _nodes[index].Tick()));
        }

        for (var fault = 0; IsChaotic && fault < 2; fault++)
        {
            At(_random.Next(_seconds * 1_000), () => Kill(index));
            At(_random.Next(_seconds * 1_000), () => _nodes[index].PausedUntil = Now + (_random.Next(50, 2_500) * TicksPerMillisecond));
        }
    }

    private void Kill(int index)
    {
        _nodes[index].IsDead = true;
        _nodes[index] = NewNode();
    }

    private int Delay() => IsChaotic && _random.Next(15) == 0 ? _random.Next(20, 600) : _random.Next(1, 4);
#pragma warning restore CA5394

    private void OnNode(SimulatedNode node, long atMilliseconds, Action action) => At(Math.Max(atMilliseconds, Now / TicksPerMillisecond), () =>
    {
        if (node.IsDead)
        {
            return;
        }

        if (node.PausedUntil > Now)
        {
            OnNode(node, (node.PausedUntil / TicksPerMillisecond) + 1, action);
            return;
        }

        action();
    });

    private void At(long milliseconds, Action action) => _events.Enqueue(action, (milliseconds * TicksPerMillisecond, _order++));
}
