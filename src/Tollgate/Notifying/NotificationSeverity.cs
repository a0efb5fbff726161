namespace Tollgate.Notifying;

/// <summary>How much a notification matters, in rising order.</summary>
public enum NotificationSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Somebody should look at it soon.</summary>
    Warning,

    /// <summary>Somebody should look at it now.</summary>
    Critical,
}
