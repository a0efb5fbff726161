namespace Tollgate.StripeFake;

/// <summary>A scripted fault for the next requests that fit.</summary>
public sealed record StripeFakeFault(StripeFakeFaultKind Kind)
{
    /// <summary>Only requests with this method; null fits all.</summary>
    public string? Method { get; init; }

    /// <summary>Only paths that begin so, such as "/v1/billing/meter_events"; null fits all.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests it strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The status of an <see cref="StripeFakeFaultKind.Error"/>, such as 429 or 500.</summary>
    public int Status { get; init; } = 500;

    /// <summary>What Stripe-Should-Retry says; null leaves the header out.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>The request takes effect first and only its answer is lost; by default it has none.</summary>
    public bool AfterEffect { get; init; }
}
