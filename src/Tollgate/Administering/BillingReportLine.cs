namespace Tollgate.Administering;

/// <summary>What became of a customer's usage of a plan in one metered period, from the request to the provider. All numbers are units.</summary>
public sealed record BillingReportLine
{
    /// <summary>Whose, e.g. "user_42".</summary>
    public required string Subject { get; init; }

    /// <summary>The subscription at the provider.</summary>
    public required string Subscription { get; init; }

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>The meter.</summary>
    public required string Meter { get; init; }

    /// <summary>Start of the period, or of its month.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period, or of its month.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>What the price includes.</summary>
    public long Included { get; init; }

    /// <summary>What the ledger granted, of all plans; null unless its month is just this period.</summary>
    public long? Admitted { get; init; }

    /// <summary>What single recorded requests add up to, in hours that are over; null when some are cleaned up.</summary>
    public long? Recorded { get; init; }

    /// <summary>What is summed, in hours that are over.</summary>
    public long Summed { get; init; }

    /// <summary>What is to be billed: summed beyond what is included.</summary>
    public long Billable { get; init; }

    /// <summary>What events were worked out for, whatever became of them.</summary>
    public long Planned { get; init; }

    /// <summary>What the provider has confirmed.</summary>
    public long Sent { get; init; }

    /// <summary>What was confirmed with a time in this period, for all plans on this meter.</summary>
    public long SentInPeriod { get; init; }

    /// <summary>What the provider has summed for that time; null when it was not asked.</summary>
    public long? Acknowledged { get; init; }

    /// <summary>Every difference in words; empty when there is none.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Whether a person has to do something about a difference.</summary>
    public bool IsProblem { get; init; }
}
