using Tollgate.Entitling;

namespace Tollgate.Billing;

/// <summary>Keeps payment failures from narrowing what a customer may do further than a level, until a date.</summary>
public sealed class RestrictionHold
{
    /// <summary>The customer.</summary>
    public required long UserId { get; init; }

    /// <summary>The furthest restriction that payment failures may lead to meanwhile.</summary>
    public RestrictionLevel Highest { get; set; }

    /// <summary>When the hold ends.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>Why it was given.</summary>
    public required string Reason { get; set; }

    /// <summary>Who gave it.</summary>
    public required string GrantedBy { get; set; }

    /// <summary>When it was given.</summary>
    public DateTimeOffset GrantedAt { get; set; }
}
