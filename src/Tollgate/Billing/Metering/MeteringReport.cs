namespace Tollgate.Billing.Metering;

/// <summary>What a run of metering did, or in a dry run would do.</summary>
public sealed record MeteringReport
{
    /// <summary>Whether nothing was changed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Customers with metered periods that were looked at.</summary>
    public long Customers { get; init; }

    /// <summary>Events that were worked out, or would be.</summary>
    public required IReadOnlyList<MeterEvent> Planned { get; init; }

    /// <summary>Events that were not sent before their invoice was closed or before less was to be billed, and were dropped.</summary>
    public int Dropped { get; init; }

    /// <summary>Events that are to be taken back, because less is to be billed than was sent.</summary>
    public int Lowered { get; init; }

    /// <summary>Events that the provider confirmed.</summary>
    public long Sent { get; init; }

    /// <summary>Their units.</summary>
    public long SentUnits { get; init; }

    /// <summary>Events that were refused for good or can't be explained.</summary>
    public int Failed { get; init; }

    /// <summary>Events whose fate the provider's totals decide later.</summary>
    public int Unknown { get; init; }

    /// <summary>Calls that the provider did not answer, or put off.</summary>
    public int PutOff { get; init; }

    /// <summary>Whether another node was working out usage, so that this run only sent.</summary>
    public bool IsPlannedElsewhere { get; init; }

    /// <summary>Whether no provider with a key is there, so that nothing is sent.</summary>
    public bool IsWithoutProvider { get; init; }

    /// <summary>How the outbox stands afterwards.</summary>
    public required MeteringFigures Figures { get; init; }
}
