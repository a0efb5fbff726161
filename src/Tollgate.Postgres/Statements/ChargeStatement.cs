using System.Globalization;
using Tollgate.Limiting;

namespace Tollgate.Postgres.Statements;

/// <summary>
/// The statement that settles a batch of plain asks: nothing comes back, and each takes all that it wants or nothing. It answers those
/// whose windows are the stored ones and have room, or whose stored ones are over, or whose row does not exist yet;
/// <see cref="GrantStatement"/> settles the others.
/// </summary>
/// <remarks>
/// Where it answers it does what the grant statement would do, for less: no partial grant, no hand-back and no redefined window have to be worked out.
/// Every condition is tested on the target row, which ON CONFLICT DO UPDATE has locked when it evaluates WHERE, and the clock is read again
/// after the lock. A row whose conditions do not hold is left as it is and not returned.
/// </remarks>
internal sealed class ChargeStatement
{
    /// <summary>Slots that the statement knows: minute, hour, day and month.</summary>
    public const int Slots = 4;

    /// <summary>Parameters before those of the slots: subjects, scopes, wanted, clock, and the first and last millisecond in which all spans asked for are current.</summary>
    public const int CommonParameters = 6;

    /// <summary>
    /// Parameters of each slot: start and end (0 where the slot is not in use), one of each where all asks have the same, else arrays;
    /// and the most units used that leave room for what is wanted, an array.
    /// </summary>
    public const int SlotParameters = 3;

    private const string Inserted = "nullif(@start#, 0), nullif(@end#, 0), case when @start# <> 0 then wanted end";

    private const string Charged = """
        start_# = coalesce(excluded.start_#, t.start_#), end_# = coalesce(excluded.end_#, t.end_#),
            used_# = case when excluded.start_# is null then t.used_# when t.start_# = excluded.start_# then t.used_# + excluded.granted else excluded.granted end
        """;

    // The last line: never used, or over before the instance that is asked for began. Then all of the limit is left, which is no less than is wanted.
    private const string Fits = """
        (excluded.start_# is null
                or (t.start_# = excluded.start_# and t.end_# = excluded.end_# and t.used_# <= $room#[excluded.position])
                or t.end_# is null or t.end_# <= excluded.start_#)
        """;

    private static readonly string IsCurrent = $"{LedgerStatements.Clock("$4")} between $5 and $6";

    private static readonly ChargeStatement[] All = [.. Enumerable.Range(0, 1 << Slots).Select(alike => new ChargeStatement(alike))];

    private readonly int _alike;

    private ChargeStatement(int alike)
    {
        _alike = alike;
        int[] all = [.. Enumerable.Range(0, Slots)];
        int[] own = [.. all.Where(slot => !IsAlike(slot))];
        Text = $"""
            /* tollgate.ledger.charge */
            insert into rate_limit_ledger as t (subject, scope, position, granted, updated_at, {Each(all, "start_#, end_#, used_#")})
            select subject, scope, position::int, wanted, (select {LedgerStatements.Clock("$4")}), {Each(all, Inserted)}
            from unnest($1, $2, $3{Each(own, ", $start#, $end#", "")}) with ordinality as u (subject, scope, wanted{Each(own, ", start_#, end_#", "")}, position)
            where (select {IsCurrent})
            on conflict (subject, scope) do update set
                position = excluded.position, granted = excluded.granted, updated_at = excluded.updated_at,
                {Each(all, Charged)}
            where {Each(all, Fits, " and ")} and {IsCurrent}
            returning position, updated_at, {Each(all, "used_#")}
            """;
    }

    /// <summary>The statement's text, to be prepared.</summary>
    public string Text { get; }

    /// <summary>The statement for asks that have the same instance in some slots.</summary>
    /// <param name="alike">Those slots, a bit each, the first one the lowest.</param>
    public static ChargeStatement For(int alike) => All[alike];

    /// <summary>Whether the statement takes one start and end of the slot for all asks.</summary>
    public bool IsAlike(int slot) => (_alike & (1 << slot)) != 0;

    // @start# and @end# are the instance of an ask, wherever it comes from.
    private string Each(int[] slots, string template, string separator = ", ") =>
        string.Join(separator, slots.Select(slot => template
            .Replace("@start#", IsAlike(slot) ? "$start#" : "start_#", StringComparison.Ordinal)
            .Replace("@end#", IsAlike(slot) ? "$end#" : "end_#", StringComparison.Ordinal)
            .Replace("$start#", Parameter(slot, 0), StringComparison.Ordinal)
            .Replace("$end#", Parameter(slot, 1), StringComparison.Ordinal)
            .Replace("$room#", Parameter(slot, 2), StringComparison.Ordinal)
            .Replace("#", (slot + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    private static string Parameter(int slot, int index) =>
        "$" + (CommonParameters + (slot * SlotParameters) + index + 1).ToString(CultureInfo.InvariantCulture);
}
