namespace Tollgate;

/// <summary>How a request was decided.</summary>
public enum Outcome
{
    /// <summary>Let through, and charged.</summary>
    Admitted,

    /// <summary>A window has too little left (429).</summary>
    QuotaExceeded,

    /// <summary>Too many requests of the subject are in flight (429).</summary>
    ConcurrencyExceeded,

    /// <summary>The subscription is suspended (402).</summary>
    Suspended,

    /// <summary>A key was presented that does not exist, is malformed, expired or revoked; or none was and one is needed (401).</summary>
    Unauthenticated,

    /// <summary>A deny list names the caller (403).</summary>
    Denied,

    /// <summary>The ledger can't be asked and the policy is to fail closed (503).</summary>
    Unavailable,

    /// <summary>Too few prepaid credits are left (402).</summary>
    CreditsExhausted,
}
