namespace Tollgate.Billing;

/// <summary>What became of an event that the payment provider told.</summary>
public enum WebhookState
{
    /// <summary>Not done yet.</summary>
    Pending,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Nothing to do, for the reason that is stored with it.</summary>
    Ignored,

    /// <summary>Given up after many attempts; it can be replayed.</summary>
    Dead,
}
