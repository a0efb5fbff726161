namespace Tollgate.Billing;

/// <summary>The payment provider did not do what it was asked to. The message says what, without secrets.</summary>
public sealed class PaymentProviderException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the provider refused for good: asking the same again is of no use.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>Whether it may have done it all the same (no answer, or one that says nothing).</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>Whether the provider may repeat this answer word for word to the same question (same idempotency key), so that only a new one is of use.</summary>
    public bool IsAnswerKept { get; init; }

    /// <summary>How long the provider wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
