using Tollgate.Limiting;

namespace Tollgate.Benchmarks.Growth;

/// <summary>The database that all nodes share: the product's own rule for a row, and a model of how long it takes.</summary>
internal sealed class MadeUpDatabase(MadeUpTime time, DatabaseModel model)
{
    private readonly Dictionary<QuotaKey, Row> _rows = [];
    private long _freeAt;

    /// <summary>Statements received.</summary>
    public long Statements { get; private set; }

    /// <summary>Rows asked for by them.</summary>
    public long Rows { get; private set; }

    /// <summary>Of those, asks that only hand units back.</summary>
    public long HandBacks { get; private set; }

    /// <summary>Microseconds that its processors worked.</summary>
    public long Busy { get; private set; }

    /// <summary>Sends a batch; the answer comes when it is committed.</summary>
    public void Send(LedgerBatch batch, Action<LedgerReply> answer) => time.At(time.Now + model.Network, () => Execute(batch, answer));

    /// <summary>Units of a row's slot.</summary>
    public long Used(QuotaSpec spec, int slot) =>
        _rows.TryGetValue(new QuotaKey(spec.Subject, spec.Scope), out var row) ? row.State?.Used[slot] ?? 0 : 0;

    private void Execute(LedgerBatch batch, Action<LedgerReply> answer)
    {
        Statements++;
        Rows += batch.Asks.Length;
        HandBacks += batch.Asks.Count(a => a.Wanted == 0 && a.Back > 0);
        var work = model.PerStatement + (model.PerRow * batch.Asks.Length);
        Busy += work;
        _freeAt = Math.Max(time.Now, _freeAt) + work;
        var rows = Array.ConvertAll(batch.Asks, RowOf);
        var executedAt = Math.Max(_freeAt, rows.Max(r => r.LockedUntil));
        var committedAt = executedAt;
        var settlements = new RowSettlement[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            settlements[i] = RowSettlement.Of(rows[i].State, batch.Asks[i], MadeUpTime.UnixAt(executedAt));
            committedAt = settlements[i].HasToBeStored ? executedAt + model.Commit : committedAt;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (settlements[i].HasToBeStored)
            {
                (rows[i].State, rows[i].LockedUntil) = (settlements[i].Row, committedAt);
            }
        }

        var reply = new LedgerReply(MadeUpTime.UnixAt(executedAt), Array.ConvertAll(settlements, s => s.Grant));
        time.At(committedAt + model.Network, () => answer(reply));
    }

    private Row RowOf(LedgerAsk ask)
    {
        var key = new QuotaKey(ask.Spec.Subject, ask.Spec.Scope);
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = new Row();
        }

        return row;
    }

    private sealed class Row
    {
        public LedgerRow? State { get; set; }

        public long LockedUntil { get; set; }
    }
}
