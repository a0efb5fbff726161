namespace Tollgate.Notifying;

/// <summary>A channel could not deliver. The message says why, without secrets.</summary>
public sealed class NotificationFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again is of no use, e.g. because the receiver said that it is gone.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>How long the receiver wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
