namespace Tollgate.Entitling;

/// <summary>A limit that one user has instead of the plan's, e.g. for a customer with a special agreement.</summary>
public sealed class LimitOverride
{
    /// <summary>The user.</summary>
    public required long UserId { get; init; }

    /// <summary>"*" or the name of an endpoint group of the plan.</summary>
    public required string Scope { get; init; }

    /// <summary>The window's name, see <see cref="Tollgate.Window.Parse"/>.</summary>
    public required string Window { get; init; }

    /// <summary>Units per instance of the window: 0 refuses always, <see cref="Tollgate.Limit.Unlimited"/> never.</summary>
    public required long Limit { get; set; }
}
