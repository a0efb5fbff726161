namespace Tollgate.Entitling;

/// <summary>What kind of thing a <see cref="Change"/> is about.</summary>
public enum ChangeKind
{
    /// <summary>Anything may have changed.</summary>
    Everything,

    /// <summary>A user, with subscription, overrides and restriction.</summary>
    User,

    /// <summary>An API key.</summary>
    Key,

    /// <summary>A plan.</summary>
    Plan,
}
