using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Statements;

/// <summary>
/// The statement that settles a batch of asks: <see cref="RowSettlement"/> in SQL. Each step is a sub-select over the one before,
/// written once per slot from a template, and the same steps serve a row that exists and one that does not.
/// </summary>
/// <remarks>
/// Everything is decided from the target row, which ON CONFLICT DO UPDATE has locked when it evaluates SET. (A common table
/// expression that feeds the upsert would read an older snapshot and over-admit.) The asks stay in parameter arrays, and the row finds
/// its own by <c>excluded.position</c>. OFFSET 0 keeps the planner from merging the steps, which would compute them many times over.
/// In the templates # is the slot's number, @ the ask's position, and $start# to $back# are the slot's parameters.
/// </remarks>
internal sealed class GrantStatement
{
    /// <summary>Parameters before those of the slots: subjects, scopes, wanted, minimum, back, clock.</summary>
    public const int CommonParameters = 6;

    /// <summary>Parameters of each slot: start, end (0 where the slot is not in use), limit, back start.</summary>
    public const int SlotParameters = 4;

    // s, e, l: span and limit asked for; o, p, u: stored span and units. What comes back leaves the stored instance
    // that it was charged to; debt is charged to it, up to the limit.
    private const string Held = """
        $start#[@] as s#, $end#[@] as e#, $limit#[@] as l#, {start} as o#, {end} as p#,
            case when $5[@] = 0 or {start} is distinct from $back#[@] then {used}
                when $5[@] > 0 then greatest(0, {used} - $5[@])
                else {used} + least(- $5[@], greatest(0, $limit#[@] - {used})) end as u#
        """;

    private const string IsStale = "(e# <> 0 and (now < s# or now >= e# or o# >= e#))";

    // v: units that the instance asked for begins with. A slot never used or over begins at 0.
    // Debt of an instance that is only now stored is charged here.
    private const string Begun = """
        case when back >= 0 or s# <> $back#[@] or (p# > now and o# = s#) then case when p# > now then u# else 0 end
                when p# > now then u# + least(- back, greatest(0, l# - u#))
                else least(- back, l#) end as v#
        """;

    private const string Room = "case when e# <> 0 then greatest(0, l# - v#) end";

    private const string After = """
        case when e# <> 0 and not stale then s# else o# end,
            case when e# <> 0 and not stale then e# else p# end,
            case when e# <> 0 and not stale then v# + offer else u# end
        """;

    private GrantStatement(int slots)
    {
        Slots = slots;
        Text = $"""
            /* tollgate.ledger.grant_{slots} */
            insert into rate_limit_ledger as t (subject, scope, position, granted, updated_at, {Columns(slots)})
            select a.subject, a.scope, a.position, r.*
            from (
                select subject, scope, position::int
                from unnest($1, $2) with ordinality as u (subject, scope, position)
                order by position
            ) a
            cross join lateral ({Settle("a.position", _ => "null::bigint")}) r
            on conflict (subject, scope) do update set
                position = excluded.position,
                (granted, updated_at, {Columns(slots)}) = ({Settle("excluded.position", column => $"t.{column}")})
            returning position, updated_at, granted, {Columns(QuotaSpec.Slots)}
            """;
    }

    /// <summary>For asks that have to do with minute, hour, day and month only.</summary>
    public static GrantStatement Standard { get; } = new(4);

    /// <summary>For asks with custom windows.</summary>
    public static GrantStatement Full { get; } = new(QuotaSpec.Slots);

    /// <summary>How many slots, from the first, the asks may have to do with.</summary>
    public int Slots { get; }

    /// <summary>The statement's text, to be prepared.</summary>
    public string Text { get; }

    /// <summary>The columns of the first slots in the order start, end, used.</summary>
    public static string Columns(int slots) => Each(slots, ", ", "start_#, end_#, used_#");

    private string Settle(string position, Func<string, string> stored)
    {
        var held = Held
            .Replace("{start}", stored("start_#"), StringComparison.Ordinal)
            .Replace("{end}", stored("end_#"), StringComparison.Ordinal)
            .Replace("{used}", stored("used_#"), StringComparison.Ordinal);
        return $"""

            select offer as granted, now as updated_at, {Each(Slots, ", ", After)}
            from (
            select *, case when stale or room < $4[@] then 0 else least($3[@], room) end as offer from (
            select *, coalesce(least({Each(Slots, ", ", Room)}), {Limit.Unlimited}) as room from (
            select *, coalesce({Each(Slots, " or ", IsStale)}, false) as stale, {Each(Slots, ", ", Begun)} from (
            select {LedgerStatements.Clock("$6")} as now, $5[@] as back, {Each(Slots, ", ", held)}
            offset 0) held
            offset 0) begun
            offset 0) roomy
            offset 0) offered
            """.Replace("@", position, StringComparison.Ordinal);
    }

    private static string Each(int slots, string separator, string template) =>
        string.Join(separator, Enumerable.Range(0, slots).Select(slot => template
            .Replace("$start#", Parameter(slot, 0), StringComparison.Ordinal)
            .Replace("$end#", Parameter(slot, 1), StringComparison.Ordinal)
            .Replace("$limit#", Parameter(slot, 2), StringComparison.Ordinal)
            .Replace("$back#", Parameter(slot, 3), StringComparison.Ordinal)
            .Replace("#", Number(slot + 1), StringComparison.Ordinal)));

    private static string Parameter(int slot, int index) => "$" + Number(CommonParameters + (slot * SlotParameters) + index + 1);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
