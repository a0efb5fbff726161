namespace Tollgate.Server.Replay;

/// <summary>What proposed plans would have meant for one caller who was refused, then or by them.</summary>
internal sealed class TrialSubject(string subject, long? userId, string plan)
{
    /// <summary>"user_42", "ip_203.0.113.7".</summary>
    public string Subject => subject;

    /// <summary>The user; null for anonymous callers.</summary>
    public long? UserId => userId;

    /// <summary>The plan, the last one that the caller had.</summary>
    public string Plan { get; set; } = plan;

    /// <summary>Requests that were refused then.</summary>
    public long RefusedThen { get; set; }

    /// <summary>Requests that the proposed plan refuses.</summary>
    public long Refused { get; set; }

    /// <summary>Requests that were served then and that the proposed plan refuses.</summary>
    public long NewlyRefused { get; set; }

    /// <summary>Requests that were refused then and that the proposed plan serves.</summary>
    public long NewlyServed { get; set; }

    /// <summary>When the proposed plan refuses for the first time, in Unix milliseconds; null when it never does.</summary>
    public long? FirstRefusedAt { get; set; }

    /// <summary>Refusals by the window that refuses, e.g. "day" or "exports/hour"; of several, the one that opens again last.</summary>
    public SortedDictionary<string, long> ByWindow { get; } = new(StringComparer.Ordinal);
}
