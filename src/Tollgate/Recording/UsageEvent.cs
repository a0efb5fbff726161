using System.Net;
using Tollgate.Identifying;
using Tollgate.Limiting;

namespace Tollgate.Recording;

/// <summary>What happened to one request, or to several refused ones of the same second; a row of <c>api_usage</c>.</summary>
/// <remarks>
/// It is copied into the buffer on the path of each request, so it is kept small: of numbers that may be missing one bit says so, where a nullable
/// takes a word, and what the recorder adds is written into the copy.
/// </remarks>
public record struct UsageEvent
{
    private Given _given;
    private long _at;
    private string _node;
    private long _durationMicroseconds;
    private long _count;
    private long _userId;
    private long _keyId;
    private long _bytesIn;
    private long _bytesOut;

    /// <summary>Subject of a caller who could not be told: no, an unknown or an expired key.</summary>
    public const string UnknownSubject = "(unknown)";

    /// <summary>Subject of a caller without key or user whose address may not be kept.</summary>
    public const string AnonymousSubject = "(anonymous)";

    /// <summary>Endpoint of a request that no route matched.</summary>
    public const string UnmatchedEndpoint = "(unmatched)";

    /// <summary>When the request came, in Unix milliseconds by the database's clock.</summary>
    public long At
    {
        readonly get => _at;
        init => _at = value;
    }

    /// <summary>The node that decided; unique together with <see cref="Sequence"/>.</summary>
    public string Node
    {
        readonly get => _node;
        init => _node = value;
    }

    /// <summary>Number of the decision on its node; with the node's name it is the decision id.</summary>
    public long Sequence { get; init; }

    /// <summary>Whose units: "user_42", "ip_203.0.113.7", or <see cref="UnknownSubject"/>.</summary>
    public string Subject { get; init; }

    /// <summary>The user; null for anonymous and unknown callers.</summary>
    public long? UserId
    {
        readonly get => Get(Given.UserId, _userId);
        init => _userId = Set(Given.UserId, value);
    }

    /// <summary>The API key; null when none was used.</summary>
    public long? KeyId
    {
        readonly get => Get(Given.KeyId, _keyId);
        init => _keyId = Set(Given.KeyId, value);
    }

    /// <summary>Name of the plan in force; null for unknown callers.</summary>
    public string? Plan { get; init; }

    /// <summary>Route pattern or endpoint group, never the path itself; or <see cref="UnmatchedEndpoint"/>.</summary>
    public string Endpoint { get; init; }

    /// <summary>Method, one of the standard ones or "(other)".</summary>
    public string Method { get; init; }

    /// <summary>Status of the response; 499 when the client left before one.</summary>
    public int Status { get; init; }

    /// <summary>Time from request to completed response in microseconds; the sum when <see cref="Count"/> is more than 1.</summary>
    public long DurationMicroseconds
    {
        readonly get => _durationMicroseconds;
        init => _durationMicroseconds = value;
    }

    /// <summary>Bytes of the request's body; of a chunked body what was read of it; null when a log does not say. The sum when folded.</summary>
    public long? BytesIn
    {
        readonly get => Get(Given.BytesIn, _bytesIn);
        init => _bytesIn = Set(Given.BytesIn, value);
    }

    /// <summary>Bytes of the response's body; null when a log does not say. The sum when folded.</summary>
    public long? BytesOut
    {
        readonly get => Get(Given.BytesOut, _bytesOut);
        init => _bytesOut = Set(Given.BytesOut, value);
    }

    /// <summary>Client address as far as it may be kept; null for none.</summary>
    public ClientAddress? Address { get; init; }

    /// <summary>ISO 3166 code of the country of the whole address, e.g. "CH"; null when it is not known. Found out before the event is journalled.</summary>
    public string? Country { get; init; }

    /// <summary>The whole address, only until the country is found out: it is never written anywhere.</summary>
    internal IPAddress? Origin { get; init; }

    /// <summary>Units that the request asked for. The sum when folded.</summary>
    public long Cost { get; init; }

    /// <summary>Units that stayed charged: 0 for refusals and for responses that are not charged.</summary>
    public long Charged { get; init; }

    /// <summary>How the request was decided.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Whether the refusal was only noted, because the plan is in shadow mode: the request went on.</summary>
    public bool IsShadow { get; init; }

    /// <summary>"*" or the endpoint group of the window that refused; null when no window did.</summary>
    public string? RefusingScope { get; init; }

    /// <summary>Name of the window that refused, e.g. "minute"; null when no window did.</summary>
    public string? RefusingWindow { get; init; }

    /// <summary>Requests that this event stands for: 1, or more for folded refusals.</summary>
    public long Count
    {
        readonly get => _count;
        init => _count = value;
    }

    /// <summary>Whether the request was turned away.</summary>
    public readonly bool IsRefused => Outcome != Outcome.Admitted && !IsShadow;

    /// <summary>Writes what the recorder knows, in place: a copy with other values would be made of all of it.</summary>
    internal void Stamp(in UsageStamp stamp) =>
        (_node, _at, _durationMicroseconds, _count) = (stamp.Node, stamp.At, stamp.DurationMicroseconds, 1);

    private readonly long? Get(Given which, long value) => (_given & which) != 0 ? value : null;

    private long Set(Given which, long? value)
    {
        _given = value is null ? _given & ~which : _given | which;
        return value.GetValueOrDefault();
    }

    [Flags]
    private enum Given : byte
    {
        UserId = 1,
        KeyId = 2,
        BytesIn = 4,
        BytesOut = 8,
    }
}
