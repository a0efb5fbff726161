namespace Tollgate.StripeFake;

/// <summary>One event on its way to one receiver.</summary>
internal sealed class Delivery(string eventId, string type, string? objectId, string endpoint, string body)
{
    public string EventId { get; } = eventId;

    public string Type { get; } = type;

    public string? ObjectId { get; } = objectId;

    /// <summary>Id of the webhook endpoint.</summary>
    public string Endpoint { get; } = endpoint;

    public string Body { get; } = body;

    /// <summary>When the next attempt is due, in seconds of the account's clock.</summary>
    public long DueAt { get; set; }

    public int Attempts { get; set; }

    public bool Succeeded { get; set; }

    /// <summary>No further attempt will be made.</summary>
    public bool IsOver { get; set; }

    /// <summary>Waits until the receiver is let through again.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The receiver's last answer; 0 when there was none.</summary>
    public int LastStatus { get; set; }
}
