using Npgsql;
using NpgsqlTypes;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>Asks that want no more units than their limits, hand none back and know the standard windows only: the charge statement settles them where they fit.</summary>
internal sealed class PlainAsks
{
    /// <summary>With fewer the second statement, for those that did not fit, costs more than the first one saves.</summary>
    public const int DefaultLeast = 16;

    private readonly List<LedgerAsk> _asks = [];
    private long _from = long.MinValue;
    private long _until = long.MaxValue;

    private PlainAsks()
    {
    }

    /// <summary>The asks, in the order asked; the statement's positions count from 1.</summary>
    public IReadOnlyList<LedgerAsk> Asks => _asks;

    /// <summary>The plain ones among the asks of a batch; null when they are too few, or so many others would need the second statement in any case.</summary>
    public static PlainAsks? Among(List<LedgerAsk> asks, int least)
    {
        if (asks.Count < least)
        {
            return null;
        }

        var plain = new PlainAsks();
        foreach (var ask in asks)
        {
            plain.AddIfPlain(ask);
        }

        return plain._asks.Count >= least && plain._asks.Count >= asks.Count - (asks.Count / 8) ? plain : null;
    }

    /// <summary>Adds the parameters of the charge statement, in the order in which it numbers them.</summary>
    public void AddTo(NpgsqlParameterCollection parameters, long? clock)
    {
        LedgerParameters.AddKeys(parameters, _asks);
        var columns = Columns();
        LedgerParameters.Add(parameters, columns[^1]);
        LedgerParameters.AddClock(parameters, clock);
        parameters.Add(new NpgsqlParameter<long> { TypedValue = _from, NpgsqlDbType = NpgsqlDbType.Bigint });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = _until - 1, NpgsqlDbType = NpgsqlDbType.Bigint });
        for (var column = 0; column < columns.Length - 1; column++)
        {
            LedgerParameters.Add(parameters, columns[column]);
        }
    }

    /// <summary>The columns of each slot, and the units wanted.</summary>
    private long[][] Columns()
    {
        var columns = LedgerParameters.Arrays((ChargeStatement.Slots * ChargeStatement.SlotParameters) + 1, _asks.Count);
        for (var index = 0; index < _asks.Count; index++)
        {
            var ask = _asks[index];
            columns[^1][index] = ask.Wanted;
            for (var slot = 0; slot < ChargeStatement.Slots; slot++)
            {
                if (ask.Spec.BySlot[slot] is { } limit)
                {
                    var first = slot * ChargeStatement.SlotParameters;
                    columns[first][index] = ask.Spans[slot].Start;
                    columns[first + 1][index] = ask.Spans[slot].End;
                    columns[first + 2][index] = limit.Limit - ask.Wanted;
                }
            }
        }

        return columns;
    }

    private void AddIfPlain(LedgerAsk ask)
    {
        if (ask.Wanted <= 0 || ask.Back != 0 || ask.IsProbe)
        {
            return;
        }

        var (from, until) = (_from, _until);
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (ask.Spec.BySlot[slot] is not { } limit)
            {
                continue;
            }

            if (slot >= ChargeStatement.Slots || limit.Limit < ask.Wanted || ask.Spans[slot].Start == 0)
            {
                return;
            }

            (from, until) = (Math.Max(from, ask.Spans[slot].Start), Math.Min(until, ask.Spans[slot].End));
        }

        if (from < until) // an ask of another time than the others' is left to the other statement
        {
            (_from, _until) = (from, until);
            _asks.Add(ask);
        }
    }
}
