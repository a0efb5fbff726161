namespace Tollgate.Entitling;

/// <summary>What the month limit is, until the running month window ends, after somebody changes to a plan or changes the seats.</summary>
public enum ChangePolicy
{
    /// <summary>The new limit; what was used stays used.</summary>
    Keep,

    /// <summary>The old limit for the share of the window that has passed, and the new one for the rest.</summary>
    Proportional,

    /// <summary>What was left of the old limit, and the whole new limit on top.</summary>
    Additive,

    /// <summary>The whole new limit from now on; what was used before does not count.</summary>
    Reset,
}
