namespace Tollgate.StripeFake;

/// <summary>What goes wrong with a request.</summary>
public enum StripeFakeFaultKind
{
    /// <summary>An error in Stripe's form with <see cref="StripeFakeFault.Status"/>.</summary>
    Error,

    /// <summary>A 502 with an HTML body, as a proxy in between sends.</summary>
    BadGateway,

    /// <summary>No answer until the client gives up.</summary>
    Timeout,

    /// <summary>The connection is closed without an answer.</summary>
    Reset,

    /// <summary>Status 200 with half of the body.</summary>
    Truncated,
}
