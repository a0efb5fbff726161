namespace Tollgate.Server.Replay;

/// <summary>What proposed plans would have done to recorded usage.</summary>
internal sealed class TrialResult
{
    /// <summary>Requests replayed.</summary>
    public long Requests { get; set; }

    /// <summary>Of them, refused then.</summary>
    public long RefusedThen { get; set; }

    /// <summary>Of them, refused by the proposed plans.</summary>
    public long Refused { get; set; }

    /// <summary>Served then, refused by the proposed plans.</summary>
    public long NewlyRefused { get; set; }

    /// <summary>Refused then, served by the proposed plans.</summary>
    public long NewlyServed { get; set; }

    /// <summary>Replayed by the limits of all endpoints only, because the endpoint that was recorded does not say which group it belongs to.</summary>
    public long EndpointUnknown { get; set; }

    /// <summary>Requests that limits had no part in, by outcome: not replayed.</summary>
    public SortedDictionary<string, long> NotReplayed { get; } = new(StringComparer.Ordinal);

    /// <summary>Callers whose plan is not in the file, with their plan: not replayed.</summary>
    public SortedDictionary<string, string> PlanMissing { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests of those callers.</summary>
    public long PlanMissingRequests { get; set; }

    /// <summary>Refusals by window, of all callers.</summary>
    public SortedDictionary<string, long> ByWindow { get; } = new(StringComparer.Ordinal);

    /// <summary>Whoever was refused then or would be refused, by subject.</summary>
    public Dictionary<string, TrialSubject> Subjects { get; } = new(StringComparer.Ordinal);
}
