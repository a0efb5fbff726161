using Npgsql;
using NpgsqlTypes;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>Turns asks into the parameter arrays of the ledger's statements.</summary>
internal static class LedgerParameters
{
    private const int CommonColumns = 6;
    private const int SlotColumns = 5;

    /// <summary>The statement that covers every slot that the asks have to do with.</summary>
    public static GrantStatement StatementFor(IReadOnlyList<LedgerAsk> asks)
    {
        var statement = GrantStatement.Standard;
        foreach (var ask in asks)
        {
            for (var slot = GrantStatement.Standard.Slots.Count; slot < QuotaSpec.CreditsSlot; slot++)
            {
                if (IsConcerned(ask, slot))
                {
                    return GrantStatement.Full;
                }
            }

            statement = IsConcerned(ask, QuotaSpec.CreditsSlot) ? GrantStatement.Credits : statement;
        }

        return statement;
    }

    /// <summary>Adds the parameters of a grant statement, in the order in which it numbers them.</summary>
    public static void AddGrant(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerAsk> asks, IReadOnlyList<int> slots, long? clock)
    {
        AddKeys(parameters, asks);
        var (common, perSlot) = Columns(asks, slots);
        foreach (var column in common.AsSpan(0, 3))
        {
            Add(parameters, column);
        }

        AddClock(parameters, clock);
        foreach (var column in common.AsSpan(3))
        {
            Add(parameters, column);
        }

        foreach (var column in perSlot)
        {
            Add(parameters, column);
        }
    }

    /// <summary>Adds the arrays of subjects and scopes.</summary>
    public static void AddKeys(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerAsk> asks)
    {
        AddSubjects(parameters, asks);
        var scopes = new string[asks.Count];
        for (var index = 0; index < scopes.Length; index++)
        {
            scopes[index] = asks[index].Spec.Scope;
        }

        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = scopes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    /// <summary>Adds the array of subjects.</summary>
    public static void AddSubjects(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerAsk> asks)
    {
        var subjects = new string[asks.Count];
        for (var index = 0; index < subjects.Length; index++)
        {
            subjects[index] = asks[index].Spec.Subject;
        }

        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subjects, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    /// <summary>Adds the clock that tests hand in; null lets the database read its own.</summary>
    public static void AddClock(NpgsqlParameterCollection parameters, long? clock) =>
        parameters.Add(new NpgsqlParameter { Value = clock is { } value ? value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

    private static bool IsConcerned(LedgerAsk ask, int slot) => ask.Spec.BySlot[slot] is not null || BackStart(ask, slot) != 0;

    // 0 says that nothing was charged to the slot: no instance starts at the Unix epoch.
    private static long BackStart(LedgerAsk ask, int slot) =>
        ask.Back == 0 || ask.BackStarts.Count == 0 ? 0 : ask.BackStarts[slot];

    /// <summary>The numbers of all asks by column, read in one pass: there are thousands of them.</summary>
    private static (long[][] Common, long[][] PerSlot) Columns(IReadOnlyList<LedgerAsk> asks, IReadOnlyList<int> slots)
    {
        var common = Arrays(CommonColumns, asks.Count);
        var perSlot = Arrays(slots.Count * SlotColumns, asks.Count);
        for (var index = 0; index < asks.Count; index++)
        {
            var ask = asks[index];
            var first = FirstAsk.Of(ask);
            common[0][index] = ask.Wanted;
            common[1][index] = ask.Minimum;
            common[2][index] = ask.BackStarts.Count == 0 ? 0 : Math.Max(ask.Back, -long.MaxValue);
            common[3][index] = first.ValidFrom;
            common[4][index] = first.ValidTo;
            common[5][index] = first.Granted;
            for (var place = 0; place < slots.Count; place++)
            {
                var slot = slots[place];
                var columns = perSlot.AsSpan(place * SlotColumns, SlotColumns);
                var limit = ask.Spec.BySlot[slot];
                columns[0][index] = limit is null ? 0 : ask.Spans[slot].Start;
                columns[1][index] = limit is null ? 0 : ask.Spans[slot].End;
                columns[2][index] = limit?.Limit ?? Limit.Unlimited;
                columns[3][index] = BackStart(ask, slot);
                columns[4][index] = first.UsedIn(slot, ask);
            }
        }

        return (common, perSlot);
    }

    /// <summary>Columns of zeros.</summary>
    private static long[][] Arrays(int count, int length)
    {
        var arrays = new long[count][];
        for (var i = 0; i < count; i++)
        {
            arrays[i] = new long[length];
        }

        return arrays;
    }

    /// <summary>Adds a text.</summary>
    public static void Add(NpgsqlParameterCollection parameters, string value) =>
        parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>Adds a number.</summary>
    public static void Add(NpgsqlParameterCollection parameters, long value) =>
        parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <summary>Adds an array of numbers.</summary>
    public static void Add(NpgsqlParameterCollection parameters, long[] values) =>
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
}
