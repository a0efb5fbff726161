namespace Tollgate.StripeFake;

/// <summary>What becomes of a subscription whose payment retries are exhausted.</summary>
public enum AfterRetries
{
    /// <summary>It is canceled, with reason <c>payment_failed</c>.</summary>
    Cancel,

    /// <summary>It is unpaid; later invoices stay drafts.</summary>
    MarkUnpaid,

    /// <summary>It stays past due.</summary>
    LeavePastDue,

    /// <summary>It is paused, with reason <c>final_payment_failure</c>.</summary>
    Pause,
}
