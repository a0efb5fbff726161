namespace Tollgate.Limiting;

/// <summary>What is limited: a subject in a scope, with the windows that hold and how strictly.</summary>
/// <remarks>A row of the ledger is one (subject, scope); a request is charged to several of them or to none.</remarks>
public sealed class QuotaSpec
{
    /// <summary>Slots in a ledger row: 0 to 3 are minute, hour, day and month, 4 to 7 are custom windows, 8 is prepaid credits.</summary>
    public const int Slots = CreditsSlot + 1;

    /// <summary>
    /// The slot of prepaid credits. No other window ever takes it: whoever goes to a plan with other windows and back finds the spent credits
    /// as they were.
    /// </summary>
    public const int CreditsSlot = 4 + Window.MaxCustom;

    private const int FirstCustomSlot = 4;

    /// <summary>Creates a specification and gives each window its ledger slot.</summary>
    /// <param name="subject">Whose units these are, e.g. "user_42"; at most 200 characters.</param>
    /// <param name="scope">"*" for all endpoints together, or the name of an endpoint group.</param>
    /// <param name="limits">One limit per window; at most four custom windows, which take slots 4 to 7 by their kind.</param>
    /// <exception cref="ArgumentException">A window stands twice, there are more than four custom windows, or a limit is negative.</exception>
    public QuotaSpec(string subject, string scope, IEnumerable<WindowLimit> limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentException.ThrowIfNullOrEmpty(scope);
        Subject = subject;
        Terms = SharedTerms.Share(new QuotaTerms(scope, SlotsOf(scope, limits), default));
    }

    /// <summary>A specification of terms that others have, too.</summary>
    internal QuotaSpec(string subject, QuotaTerms terms)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        (Subject, Terms) = (subject, terms);
    }

    /// <summary>Whose units these are, e.g. "user_42".</summary>
    public string Subject { get; }

    /// <summary>"*" or the name of an endpoint group.</summary>
    public string Scope => Terms.Scope;

    /// <summary>Window and limit of every ledger slot; null where the slot is not in use. Always nine entries.</summary>
    public IReadOnlyList<WindowLimit?> BySlot => Terms.Slots;

    /// <summary>Leased (default) or strict.</summary>
    public Enforcement Enforcement
    {
        get => Terms.Enforcement;
        init => Terms = value == Terms.Enforcement ? Terms : SharedTerms.Share(new QuotaTerms(Terms.Scope, Terms.Slots, value));
    }

    /// <summary>All of it but the subject.</summary>
    internal QuotaTerms Terms { get; private init; }

    /// <summary>Order of the entitlement that this came from: a later one replaces it, an earlier one does not.</summary>
    internal long Generation { get; init; }

    /// <summary>Whether any limit is 0, so that nothing ever passes; without credits what costs nothing still does.</summary>
    public bool HasZeroLimit => Terms.HasZeroLimit;

    /// <summary>Whether any limited window is longer than an hour: a quota rather than a rate.</summary>
    public bool IsQuota => Array.Exists(Terms.Slots, s => s is { Limit: not Tollgate.Limit.Unlimited, Window.IsQuota: true });

    /// <summary>The instance of each slot's window at a time (Unix milliseconds); default where the slot is not in use.</summary>
    public WindowSpan[] SpansAt(long instant) => Terms.SpansAt(instant);

    /// <summary>The limits by ledger slot.</summary>
    /// <exception cref="ArgumentException">A window stands twice, there are more than four custom windows, or a limit is negative.</exception>
    internal static WindowLimit?[] SlotsOf(string scope, IEnumerable<WindowLimit> limits)
    {
        var slots = new WindowLimit?[Slots];
        foreach (var limit in limits.OrderByDescending(l => l.Window.ShortestLength).ThenBy(l => l.Window.Name, StringComparer.Ordinal))
        {
            ArgumentOutOfRangeException.ThrowIfNegative(limit.Limit);
            if (Array.Exists(slots, s => s?.Window.Name == limit.Window.Name))
            {
                throw new ArgumentException($"Scope '{scope}' limits the window '{limit.Window.Name}' twice.", nameof(limits));
            }

            slots[SlotFor(limit.Window, slots, scope, nameof(limits))] = limit;
        }

        return slots;
    }

    /// <summary>
    /// A standard window has its own slot; a custom one prefers the slot of its kind, whatever other windows there are, so that
    /// adding or removing one leaves the counts of the others where they are. Of two of one kind the longer keeps the slot.
    /// </summary>
    private static int SlotFor(Window window, WindowLimit?[] slots, string scope, string parameter)
    {
        var slot = window.PreferredSlot;
        if (slot is < FirstCustomSlot or CreditsSlot)
        {
            return slot;
        }

        for (var i = 0; i < Window.MaxCustom; i++)
        {
            var candidate = FirstCustomSlot + ((slot - FirstCustomSlot + i) % Window.MaxCustom);
            if (slots[candidate] is null)
            {
                return candidate;
            }
        }

        throw new ArgumentException(
            $"Scope '{scope}' has more than four custom windows; the ledger keeps four beside minute, hour, day and month.", parameter);
    }
}
