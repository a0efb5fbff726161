using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Growth;

/// <summary>Nodes on one database, and requests that reach them by chance.</summary>
internal sealed class Cluster
{
    private const long TickEvery = 10 * MadeUpTime.Millisecond;

    private readonly Dictionary<long, QuotaSpec> _specs = [];
    private readonly List<MadeUpNode> _alive;
    private readonly WindowLimit[] _limits;
    private (long Statements, long Rows, long HandBacks, long Busy, long Since) _counted;

    /// <param name="nodes">How many.</param>
    /// <param name="options">How they make leases.</param>
    /// <param name="model">How fast the database is.</param>
    /// <param name="limit">Of each of the four windows of every subject.</param>
    public Cluster(int nodes, LimitingOptions options, DatabaseModel model, long limit = 1_000_000_000_000)
    {
        _limits = [.. new[] { Window.Minute, Window.Hour, Window.Day, Window.Month }.Select(w => new WindowLimit(w, limit))];
        Database = new MadeUpDatabase(Time, model);
        _alive = [.. Enumerable.Range(0, nodes).Select(_ => new MadeUpNode(Time, Database, options, nodes))];
        foreach (var node in _alive)
        {
            TickAt(node, (long)(Dice.Next() * TickEvery));
        }
    }

    /// <summary>Its time.</summary>
    public MadeUpTime Time { get; } = new();

    /// <summary>Its chance.</summary>
    public Dice Dice { get; } = new(4_711);

    /// <summary>Its database.</summary>
    public MadeUpDatabase Database { get; }

    /// <summary>Nodes that live.</summary>
    public IReadOnlyList<MadeUpNode> Alive => _alive;

    /// <summary>What a subject is limited to.</summary>
    public QuotaSpec SpecOf(long subject)
    {
        if (!_specs.TryGetValue(subject, out var spec))
        {
            _specs[subject] = spec = new QuotaSpec(User.SubjectOf(subject), PlanScope.All, _limits);
        }

        return spec;
    }

    /// <summary>A node by chance, as a load balancer picks it.</summary>
    public MadeUpNode AnyNode() => _alive[Dice.Below(_alive.Count)];

    /// <summary>Requests that come by chance at a rate, each to any node.</summary>
    public void Flow(double perSecond, Func<long> subject, long from, long until)
    {
        double next = from;
        Action arrive = null!;
        arrive = () =>
        {
            AnyNode().Ask(SpecOf(subject()));
            Again();
        };
        Again();

        void Again()
        {
            next += Dice.Wait(perSecond / MadeUpTime.Second);
            if (next < until)
            {
                Time.At((long)next, arrive);
            }
        }
    }

    /// <summary>Kills a node; returns the units that it held on lease.</summary>
    public double Kill(MadeUpNode node)
    {
        node.IsDead = true;
        _alive.Remove(node);
        return node.Book.MeasureLeases().Units;
    }

    /// <summary>Counts anew from now on.</summary>
    public Tally Count(long limit = 0)
    {
        var tally = new Tally { Limit = limit };
        _alive.ForEach(n => n.Tally = tally);
        _counted = (Database.Statements, Database.Rows, Database.HandBacks, Database.Busy, Time.Now);
        return tally;
    }

    /// <summary>Since then: statements and rows a second, those that only hand back, and the share of the time that the database worked.</summary>
    public (double Statements, double Rows, double HandBacks, double Busy) Load()
    {
        var seconds = (Time.Now - _counted.Since) / (double)MadeUpTime.Second;
        return (
            (Database.Statements - _counted.Statements) / seconds,
            (Database.Rows - _counted.Rows) / seconds,
            (Database.HandBacks - _counted.HandBacks) / seconds,
            (Database.Busy - _counted.Busy) / seconds / MadeUpTime.Second);
    }

    /// <summary>Units on lease on all nodes, and leases.</summary>
    public (double Units, int Leases) OnLease()
    {
        var (units, leases) = (0d, 0);
        foreach (var node in _alive)
        {
            var held = node.Book.MeasureLeases();
            (units, leases) = (units + held.Units, leases + held.Leases);
        }

        return (units, leases);
    }

    private void TickAt(MadeUpNode node, long at) => Time.At(at, () =>
    {
        if (!node.IsDead)
        {
            node.Tick();
            TickAt(node, at + TickEvery);
        }
    });
}
