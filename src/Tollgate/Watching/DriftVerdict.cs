namespace Tollgate.Watching;

/// <summary>How a window's count in the ledger and its recorded usage go together.</summary>
public enum DriftVerdict
{
    /// <summary>Both are the same.</summary>
    Agrees,

    /// <summary>The ledger counts a little more, as leases, requests in flight and journals explain.</summary>
    Pending,

    /// <summary>Plan or windows changed within the window, so the two count different things.</summary>
    NotComparable,

    /// <summary>The ledger counts more than leases explain: usage that was never recorded, or is not yet.</summary>
    Unrecorded,

    /// <summary>More is recorded than the ledger ever granted: requests were admitted beyond it, or recorded twice.</summary>
    Overrecorded,
}
