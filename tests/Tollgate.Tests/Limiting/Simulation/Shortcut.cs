namespace Tollgate.Tests.Limiting.Simulation;

/// <summary>Tempting simplifications of the protocol. Each over-admits, and the simulation must notice: that tests the test.</summary>
public enum Shortcut
{
    None,

    /// <summary>Read what is left, then add in a second statement.</summary>
    TwoStatements,

    /// <summary>A reaper frees what expired leases seem to hold.</summary>
    ReaperFreesExpiredLeases,

    /// <summary>The node's own clock names the window, unchecked.</summary>
    NodeClockNamesTheWindow,

    /// <summary>Requests are admitted when the statement is sent.</summary>
    AdmitBeforeCommit,

    /// <summary>A statement without a reply is sent again, hand-back included.</summary>
    RetryUnknownOutcome,

    /// <summary>The database fails over to a replica that lacks the last commits.</summary>
    AsynchronousFailover,
}
