namespace Tollgate.Entitling;

/// <summary>What keeps a plan with overage from billing more of the month, so that the month's limit refuses.</summary>
public enum OverageStop
{
    /// <summary>Nothing, or a limit that has nothing to do with money: of the plan, a trial or an override.</summary>
    None,

    /// <summary>A restriction: who owes money gets into no new paid overage.</summary>
    Restriction,

    /// <summary>What the customer wants to pay at most.</summary>
    SpendCap,
}
