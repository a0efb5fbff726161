using Npgsql;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>Asks that want no more units than their limits, hand none back and know the standard windows only: the charge statement settles them where they fit.</summary>
internal sealed class PlainAsks
{
    /// <summary>With fewer the second statement, for those that did not fit, costs more than the first one saves.</summary>
    public const int DefaultLeast = 16;

    private readonly AskSelection _selection;
    private readonly long _from;
    private readonly long _until;

    private PlainAsks(AskSelection selection, long from, long until)
    {
        (_selection, _from, _until) = (selection, from, until);
        Statement = ChargeStatement.For(SlotsAlike(selection.Asks), HaveSameTerms(selection.Asks));
    }

    /// <summary>What settles them.</summary>
    public ChargeStatement Statement { get; }

    /// <summary>The plain ones among the asks of a batch; null when they are too few, or so many others would need the second statement in any case.</summary>
    public static PlainAsks? Among(AskSelection open, int least)
    {
        var count = open.Asks.Count;
        if (count < least)
        {
            return null;
        }

        var (from, until) = (long.MinValue, long.MaxValue);
        var plain = new List<int>(count);
        for (var index = 0; index < count; index++)
        {
            if (IsPlain(open.Asks[index], ref from, ref until))
            {
                plain.Add(index);
            }
        }

        return plain.Count >= least && plain.Count >= count - (count / 8) ? new PlainAsks(open.Among(plain), from, until) : null;
    }

    /// <summary>The ask at a position of the statement, which counts from 1.</summary>
    public LedgerAsk At(int position) => _selection.Asks[position - 1];

    /// <summary>Where in the batch the ask at a position of the statement stands, from 0.</summary>
    public int PlaceOf(int position) => _selection.PlaceOf(position - 1);

    /// <summary>Adds the parameters of the charge statement, in the order in which it numbers them.</summary>
    public void AddTo(NpgsqlParameterCollection parameters, long? clock)
    {
        var asks = _selection.Asks;
        if (Statement.HasOneSetOfTerms)
        {
            LedgerParameters.AddSubjects(parameters, asks);
            LedgerParameters.Add(parameters, asks[0].Spec.Scope);
        }
        else
        {
            LedgerParameters.AddKeys(parameters, asks);
        }

        LedgerParameters.Add(parameters, Column(asks, static (ask, _) => ask.Wanted, slot: 0));
        LedgerParameters.AddClock(parameters, clock);
        LedgerParameters.Add(parameters, _from);
        LedgerParameters.Add(parameters, _until - 1);
        for (var slot = 0; slot < ChargeStatement.Slots; slot++)
        {
            AddColumn(parameters, StartOf, slot, Statement.IsAlike(slot));
            AddColumn(parameters, EndOf, slot, Statement.IsAlike(slot));
            AddColumn(parameters, LimitOf, slot, Statement.HasOneSetOfTerms);
        }
    }

    private void AddColumn(NpgsqlParameterCollection parameters, Func<LedgerAsk, int, long> value, int slot, bool isOne)
    {
        if (isOne)
        {
            LedgerParameters.Add(parameters, value(_selection.Asks[0], slot));
        }
        else
        {
            LedgerParameters.Add(parameters, Column(_selection.Asks, value, slot));
        }
    }

    /// <summary>The slots in which all asks are of the same instance, as calendar windows of one time mostly are, or none has one: a bit each.</summary>
    private static int SlotsAlike(IReadOnlyList<LedgerAsk> asks)
    {
        var alike = 0;
        for (var slot = 0; slot < ChargeStatement.Slots; slot++)
        {
            var (start, end) = (StartOf(asks[0], slot), EndOf(asks[0], slot));
            var index = 1;
            while (index < asks.Count && StartOf(asks[index], slot) == start && EndOf(asks[index], slot) == end)
            {
                index++;
            }

            alike |= index == asks.Count ? 1 << slot : 0;
        }

        return alike;
    }

    /// <summary>Whether all asks have the same scope and limits, as those of one plan's subscribers do, and those of anonymous callers.</summary>
    private static bool HaveSameTerms(IReadOnlyList<LedgerAsk> asks)
    {
        var first = asks[0];
        for (var index = 1; index < asks.Count; index++)
        {
            if (!ReferenceEquals(asks[index].Spec.BySlot, first.Spec.BySlot) || asks[index].Spec.Scope != first.Spec.Scope)
            {
                return false;
            }
        }

        return true;
    }

    private static long StartOf(LedgerAsk ask, int slot) => ask.Spec.BySlot[slot] is null ? 0 : ask.Spans[slot].Start;

    private static long EndOf(LedgerAsk ask, int slot) => ask.Spec.BySlot[slot] is null ? 0 : ask.Spans[slot].End;

    private static long LimitOf(LedgerAsk ask, int slot) => ask.Spec.BySlot[slot]?.Limit ?? 0;

    private static long[] Column(IReadOnlyList<LedgerAsk> asks, Func<LedgerAsk, int, long> value, int slot)
    {
        var column = new long[asks.Count];
        for (var index = 0; index < column.Length; index++)
        {
            column[index] = value(asks[index], slot);
        }

        return column;
    }

    /// <summary>Whether an ask is plain, and of the time of those before it; narrows the time down to its windows.</summary>
    private static bool IsPlain(LedgerAsk ask, ref long allFrom, ref long allUntil)
    {
        if (ask.Wanted <= 0 || ask.Back != 0 || ask.IsProbe)
        {
            return false;
        }

        var (from, until) = (allFrom, allUntil);
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (ask.Spec.BySlot[slot] is not { } limit)
            {
                continue;
            }

            if (slot >= ChargeStatement.Slots || limit.Limit < ask.Wanted || ask.Spans[slot].Start == 0)
            {
                return false;
            }

            (from, until) = (Math.Max(from, ask.Spans[slot].Start), Math.Min(until, ask.Spans[slot].End));
        }

        if (from >= until) // an ask of another time than the others' is left to the other statement
        {
            return false;
        }

        (allFrom, allUntil) = (from, until);
        return true;
    }
}
