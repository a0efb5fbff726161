using Npgsql;
using NpgsqlTypes;
using Tollgate.Limiting;
using Tollgate.Postgres.Statements;

namespace Tollgate.Postgres.Limiting;

/// <summary>Turns asks into the parameter arrays of the ledger's statements.</summary>
internal static class LedgerParameters
{
    /// <summary>The statement that covers every slot that the asks have to do with.</summary>
    public static GrantStatement StatementFor(IReadOnlyList<LedgerAsk> asks)
    {
        foreach (var ask in asks)
        {
            for (var slot = GrantStatement.Standard.Slots; slot < QuotaSpec.Slots; slot++)
            {
                if (ask.Spec.BySlot[slot] is not null || BackStart(ask, slot) != 0)
                {
                    return GrantStatement.Full;
                }
            }
        }

        return GrantStatement.Standard;
    }

    /// <summary>Adds the parameters of a grant statement, in the order in which it numbers them.</summary>
    public static void AddGrant(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerAsk> asks, int slots, long? clock)
    {
        var first = asks.Select(FirstAsk.Of).ToArray();
        AddKeys(parameters, asks);
        Add(parameters, asks, ask => ask.Wanted);
        Add(parameters, asks, ask => ask.Minimum);
        Add(parameters, asks, ask => ask.BackStarts.Count == 0 ? 0 : Math.Max(ask.Back, -long.MaxValue));
        AddClock(parameters, clock);
        Add(parameters, first, ask => ask.ValidFrom);
        Add(parameters, first, ask => ask.ValidTo);
        Add(parameters, first, ask => ask.Granted);
        for (var slot = 0; slot < slots; slot++)
        {
            var index = slot;
            Add(parameters, asks, ask => ask.Spec.BySlot[index] is null ? 0 : ask.Spans[index].Start);
            Add(parameters, asks, ask => ask.Spec.BySlot[index] is null ? 0 : ask.Spans[index].End);
            Add(parameters, asks, ask => ask.Spec.BySlot[index]?.Limit ?? Limit.Unlimited);
            Add(parameters, asks, ask => BackStart(ask, index));
            Add(parameters, first, ask => ask.Used[index]);
        }
    }

    /// <summary>Adds the arrays of subjects and scopes.</summary>
    public static void AddKeys(NpgsqlParameterCollection parameters, IReadOnlyList<LedgerAsk> asks)
    {
        var subjects = new string[asks.Count];
        var scopes = new string[asks.Count];
        for (var index = 0; index < asks.Count; index++)
        {
            subjects[index] = asks[index].Spec.Subject;
            scopes[index] = asks[index].Spec.Scope;
        }

        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = subjects, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = scopes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    /// <summary>Adds the clock that tests hand in; null lets the database read its own.</summary>
    public static void AddClock(NpgsqlParameterCollection parameters, long? clock) =>
        parameters.Add(new NpgsqlParameter { Value = clock is { } value ? value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

    // 0 says that nothing was charged to the slot: no instance starts at the Unix epoch.
    private static long BackStart(LedgerAsk ask, int slot) =>
        ask.Back == 0 || ask.BackStarts.Count == 0 ? 0 : ask.BackStarts[slot];

    private static void Add<T>(NpgsqlParameterCollection parameters, IReadOnlyList<T> asks, Func<T, long> value)
    {
        var values = new long[asks.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = value(asks[index]);
        }

        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
    }
}
