namespace Tollgate.Server.Admin;

/// <summary>The body of a request to grant credits.</summary>
internal sealed class CreditRequest
{
    public long Units { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public string? Reference { get; set; }

    public string? Reason { get; set; }
}
