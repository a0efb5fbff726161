using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Statements;

/// <summary>
/// The statement that settles a batch of asks: <see cref="RowSettlement"/> in SQL. Each step is a sub-select over the one before,
/// written once per slot from a template. A row that does not exist yet becomes what the node worked out for it.
/// </summary>
/// <remarks>
/// Everything is decided from the target row, which ON CONFLICT DO UPDATE has locked when it evaluates SET. (A common table
/// expression that feeds the upsert would read an older snapshot and over-admit.) The asks stay in parameter arrays, and the row finds
/// its own by <c>excluded.position</c>. OFFSET 0 keeps the planner from merging the steps, which would compute them many times over.
/// In the templates # is the slot's number, and $start# to $first# are the slot's parameters.
/// </remarks>
internal sealed class GrantStatement
{
    /// <summary>Parameters before those of the slots: subjects, scopes, wanted, minimum, back, clock, valid from, valid to, first grant.</summary>
    public const int CommonParameters = 9;

    /// <summary>Parameters of each slot: start, end (0 where the slot is not in use), limit, back start, first use.</summary>
    public const int SlotParameters = 5;

    // Where no row exists nothing can have changed since the node settled the ask: only the clock has a say.
    private const string First = """
        case when is_current and $end#[position] <> 0 then $start#[position] end,
            case when is_current and $end#[position] <> 0 then $end#[position] end,
            case when is_current and $end#[position] <> 0 then $first#[position] end
        """;

    // s, e, l: span and limit asked for; o, p, u: the stored span, and its units after what came back. That leaves the stored
    // instance that it was charged to; debt is charged to it, up to the limit.
    private const string Held = """
        $start#[excluded.position] as s#, $end#[excluded.position] as e#, $limit#[excluded.position] as l#, t.start_# as o#, t.end_# as p#,
            case when $5[excluded.position] = 0 or t.start_# is distinct from $back#[excluded.position] then t.used_#
                when $5[excluded.position] > 0 then greatest(0, t.used_# - $5[excluded.position])
                else t.used_# + least(- $5[excluded.position], greatest(0, $limit#[excluded.position] - t.used_#)) end as u#
        """;

    private const string IsOlder = "(e# <> 0 and o# >= e#)";

    // v: units that the instance asked for begins with. A slot never used or over begins at 0.
    // Debt of an instance that is only now stored is charged here.
    private const string Begun = """
        case when back >= 0 or s# <> $back#[excluded.position] or (p# > now and o# = s#) then case when p# > now then u# else 0 end
                when p# > now then u# + least(- back, greatest(0, l# - u#))
                else least(- back, l#) end as v#
        """;

    private const string Room = "case when e# <> 0 then greatest(0, l# - v#) end";

    private const string After = """
        case when e# <> 0 and not stale then s# else o# end,
            case when e# <> 0 and not stale then e# else p# end,
            case when e# <> 0 and not stale then v# + offer else u# end
        """;

    // Read by every row anew, and after its lock where it exists.
    private static readonly string Now = LedgerStatements.Clock("$6");

    private GrantStatement(string name, params int[] slots)
    {
        Slots = slots;
        Text = $"""
            /* tollgate.ledger.grant_{name} */
            insert into rate_limit_ledger as t (subject, scope, position, granted, updated_at, {Columns(slots)})
            select subject, scope, position, case when is_current then $9[position] else 0 end, now, {Each(slots, ", ", First)}
            from (
                select *, now >= $7[position] and now < $8[position] as is_current
                from (
                    select subject, scope, position, {Now} as now
                    from (
                        select subject, scope, position::int
                        from unnest($1, $2) with ordinality as u (subject, scope, position)
                        order by position
                    ) sorted
                    offset 0
                ) timed
            ) asked
            on conflict (subject, scope) do update set
                position = excluded.position,
                (granted, updated_at, {Columns(slots)}) = (
                    select offer, now, {Each(slots, ", ", After)}
                    from (
                    select *, case when stale or room < $4[excluded.position] then 0 else least($3[excluded.position], room) end as offer from (
                    select *, coalesce(least({Each(slots, ", ", Room)}), {Limit.Unlimited}) as room from (
                    select *, now < $7[excluded.position] or now >= $8[excluded.position] or coalesce({Each(slots, " or ", IsOlder)}, false) as stale,
                        {Each(slots, ", ", Begun)} from (
                    select {Now} as now, $5[excluded.position] as back, {Each(slots, ", ", Held)}
                    offset 0) held
                    offset 0) begun
                    offset 0) roomy
                    offset 0) offered)
            returning position, updated_at, granted, {AllColumns}
            """;
    }

    /// <summary>For asks that have to do with minute, hour, day and month only.</summary>
    public static GrantStatement Standard { get; } = new("4", 0, 1, 2, 3);

    /// <summary>For asks with prepaid credits beside them.</summary>
    public static GrantStatement Credits { get; } = new("5", 0, 1, 2, 3, QuotaSpec.CreditsSlot);

    /// <summary>For asks with custom windows.</summary>
    public static GrantStatement Full { get; } = new("9", [.. Enumerable.Range(0, QuotaSpec.Slots)]);

    /// <summary>The slots that the asks may have to do with.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>The statement's text, to be prepared.</summary>
    public string Text { get; }

    /// <summary>The columns of all slots in the order start, end, used.</summary>
    public static string AllColumns => Columns([.. Enumerable.Range(0, QuotaSpec.Slots)]);

    private static string Columns(int[] slots) => Each(slots, ", ", "start_#, end_#, used_#");

    private static string Each(int[] slots, string separator, string template) =>
        string.Join(separator, slots.Select((slot, place) => template
            .Replace("$start#", Parameter(place, 0), StringComparison.Ordinal)
            .Replace("$end#", Parameter(place, 1), StringComparison.Ordinal)
            .Replace("$limit#", Parameter(place, 2), StringComparison.Ordinal)
            .Replace("$back#", Parameter(place, 3), StringComparison.Ordinal)
            .Replace("$first#", Parameter(place, 4), StringComparison.Ordinal)
            .Replace("#", Number(slot + 1), StringComparison.Ordinal)));

    private static string Parameter(int place, int index) => "$" + Number(CommonParameters + (place * SlotParameters) + index + 1);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
