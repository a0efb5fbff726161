namespace Tollgate.Testing.Billing;

/// <summary>What goes wrong with a call to the provider.</summary>
public enum MeterFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers that it has too much to do.</summary>
    Busy,

    /// <summary>The request never arrives, and nobody knows.</summary>
    LostRequest,

    /// <summary>It does what it is asked to, and the answer never arrives.</summary>
    LostAnswer,

    /// <summary>It fails, and would repeat that answer for a day.</summary>
    ServerError,

    /// <summary>It refuses for good.</summary>
    Refused,

    /// <summary>The node dies before the request leaves.</summary>
    CrashBefore,

    /// <summary>The node dies before it reads the answer.</summary>
    CrashAfter,
}
