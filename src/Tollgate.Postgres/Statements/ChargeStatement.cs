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
/// There is a text for each combination of what the asks of a batch have in common, since an array costs time for each row;
/// two or three of them occur, as all subjects of one time zone have the same minute, hour, day and calendar month.
/// Returned is what the node does not know: it got what it wanted, in the windows that it asked for.
/// </remarks>
internal sealed class ChargeStatement
{
    /// <summary>Slots that the statement knows: minute, hour, day and month.</summary>
    public const int Slots = 4;

    /// <summary>
    /// Parameters before those of the slots: subjects; scopes, one where all asks have the same terms, else an array; units wanted; the clock; and the first and
    /// last millisecond in which all spans asked for are current.
    /// </summary>
    public const int CommonParameters = 6;

    /// <summary>
    /// Parameters of each slot: start and end (0 where the slot is not in use), one of each where all asks have the same, else arrays;
    /// and the limit, one where all asks have the same terms, else an array.
    /// </summary>
    public const int SlotParameters = 3;

    private const int SameTerms = 1 << Slots;

    private const string Inserted = "nullif(@start#, 0), nullif(@end#, 0), case when @start# <> 0 then wanted end";

    private const string Charged = """
        start_# = coalesce(excluded.start_#, t.start_#), end_# = coalesce(excluded.end_#, t.end_#),
            used_# = case when excluded.start_# is null then t.used_# when t.start_# = excluded.start_# then t.used_# + excluded.granted else excluded.granted end
        """;

    // The last line: never used, or over before the instance that is asked for began. Then all of the limit is left, which is no less than is wanted.
    private const string Fits = """
        (excluded.start_# is null
                or (t.start_# = excluded.start_# and t.end_# = excluded.end_# and t.used_# <= @limit# - excluded.granted)
                or t.end_# is null or t.end_# <= excluded.start_#)
        """;

    private static readonly string IsCurrent = $"{LedgerStatements.Clock("$4")} between $5 and $6";

    private static readonly ChargeStatement[] All = [.. Enumerable.Range(0, SameTerms << 1).Select(alike => new ChargeStatement(alike))];

    private readonly int _alike;

    private ChargeStatement(int alike)
    {
        _alike = alike;
        int[] all = [.. Enumerable.Range(0, Slots)];
        int[] own = [.. all.Where(slot => !IsAlike(slot))];
        Text = $"""
            /* tollgate.ledger.charge */
            insert into rate_limit_ledger as t (subject, scope, position, granted, updated_at, {Each(all, "start_#, end_#, used_#")})
            select subject, {(HasOneSetOfTerms ? "$2" : "scope")}, position::int, wanted, (select {LedgerStatements.Clock("$4")}), {Each(all, Inserted)}
            from unnest($1, {(HasOneSetOfTerms ? "" : "$2, ")}$3{Each(own, ", $start#, $end#", "")})
                with ordinality as u (subject, {(HasOneSetOfTerms ? "" : "scope, ")}wanted{Each(own, ", start_#, end_#", "")}, position)
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

    /// <summary>Whether the statement takes one scope and one limit of each slot for all asks.</summary>
    public bool HasOneSetOfTerms => (_alike & SameTerms) != 0;

    /// <summary>The statement for asks that have some things in common, which are then sent once.</summary>
    /// <param name="slotsAlike">The slots in which all have the same instance, a bit each, the first one the lowest.</param>
    /// <param name="haveSameTerms">Whether all have the same scope and limits.</param>
    public static ChargeStatement For(int slotsAlike, bool haveSameTerms) => All[slotsAlike | (haveSameTerms ? SameTerms : 0)];

    /// <summary>Whether the statement takes one start and end of the slot for all asks.</summary>
    public bool IsAlike(int slot) => (_alike & (1 << slot)) != 0;

    // @ marks what belongs to an ask, wherever it comes from.
    private string Each(int[] slots, string template, string separator = ", ") =>
        string.Join(separator, slots.Select(slot => template
            .Replace("@start#", IsAlike(slot) ? "$start#" : "start_#", StringComparison.Ordinal)
            .Replace("@end#", IsAlike(slot) ? "$end#" : "end_#", StringComparison.Ordinal)
            .Replace("@limit#", HasOneSetOfTerms ? "$limit#" : "$limit#[excluded.position]", StringComparison.Ordinal)
            .Replace("$start#", Parameter(slot, 0), StringComparison.Ordinal)
            .Replace("$end#", Parameter(slot, 1), StringComparison.Ordinal)
            .Replace("$limit#", Parameter(slot, 2), StringComparison.Ordinal)
            .Replace("#", (slot + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    private static string Parameter(int slot, int index) =>
        "$" + (CommonParameters + (slot * SlotParameters) + index + 1).ToString(CultureInfo.InvariantCulture);
}
