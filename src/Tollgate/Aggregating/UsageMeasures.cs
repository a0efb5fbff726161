namespace Tollgate.Aggregating;

/// <summary>What can be added up of requests. Every request is exactly one of succeeded, failed and refused.</summary>
public readonly record struct UsageMeasures
{
    /// <summary>All requests.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that went on and were answered with a status below 400.</summary>
    public long Succeeded { get; init; }

    /// <summary>Requests that went on and were answered with 400 or more, or left by their client (499).</summary>
    public long Failed { get; init; }

    /// <summary>Requests that were turned away: by a limit, a suspension, a list, a missing key or an unreachable ledger.</summary>
    public long Refused { get; init; }

    /// <summary>Requests that went on although a limit would have refused them, because their plan is in shadow mode.</summary>
    public long ShadowRefused { get; init; }

    /// <summary>Units that were asked for.</summary>
    public long Cost { get; init; }

    /// <summary>Units that stayed charged.</summary>
    public long Charged { get; init; }

    /// <summary>Bytes of request bodies, where they are known.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes of response bodies, where they are known.</summary>
    public long BytesOut { get; init; }

    /// <summary>Time to the complete response in microseconds, of requests that were not refused.</summary>
    public long DurationMicroseconds { get; init; }

    /// <summary>Adds two sums.</summary>
    /// <exception cref="OverflowException">A sum is beyond 2^63 - 1.</exception>
    public static UsageMeasures operator +(in UsageMeasures left, in UsageMeasures right) => Add(left, right);

    /// <summary>Adds two sums.</summary>
    /// <exception cref="OverflowException">A sum is beyond 2^63 - 1.</exception>
    public static UsageMeasures Add(in UsageMeasures left, in UsageMeasures right) => checked(new UsageMeasures
    {
        Requests = left.Requests + right.Requests,
        Succeeded = left.Succeeded + right.Succeeded,
        Failed = left.Failed + right.Failed,
        Refused = left.Refused + right.Refused,
        ShadowRefused = left.ShadowRefused + right.ShadowRefused,
        Cost = left.Cost + right.Cost,
        Charged = left.Charged + right.Charged,
        BytesIn = left.BytesIn + right.BytesIn,
        BytesOut = left.BytesOut + right.BytesOut,
        DurationMicroseconds = left.DurationMicroseconds + right.DurationMicroseconds,
    });
}
