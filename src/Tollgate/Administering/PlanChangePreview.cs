using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>What changing to a plan now would mean for a user.</summary>
public sealed record PlanChangePreview
{
    /// <summary>The user.</summary>
    public required UserAccount Account { get; init; }

    /// <summary>What holds now.</summary>
    public required Entitlement Before { get; init; }

    /// <summary>The seats now.</summary>
    public required long SeatsBefore { get; init; }

    /// <summary>The plan asked about.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The seats asked about.</summary>
    public required long Seats { get; init; }

    /// <summary>Limits of scope "*" as they would be from the next month on, without the month's policy.</summary>
    public required IReadOnlyList<WindowLimit> LimitsAfter { get; init; }

    /// <summary>The month window that the policy's limit holds in.</summary>
    public required WindowSpan Month { get; init; }

    /// <summary>Units used in the month so far.</summary>
    public required long Used { get; init; }

    /// <summary>The month limit now; null for none.</summary>
    public long? MonthLimitBefore { get; init; }

    /// <summary>What each policy makes of it, the new plan's is marked; empty when no subscription gives access, so that there is nothing to change from.</summary>
    public required IReadOnlyList<PolicyPreview> Policies { get; init; }
}
