namespace Tollgate.Billing.Metering;

/// <summary>What payment providers promise about meter events, with a margin: the limits of Stripe's documentation.</summary>
internal static class MeteringLimits
{
    /// <summary>For how long an identifier is sure to be known ("at least 24 hours"); sending it again after that could count twice.</summary>
    public static readonly TimeSpan Dedupe = TimeSpan.FromHours(23);

    /// <summary>For how long an event can be taken back (24 hours).</summary>
    public static readonly TimeSpan TakeBack = TimeSpan.FromHours(23);

    /// <summary>How old the time of an event may be (35 days).</summary>
    public static readonly TimeSpan Past = TimeSpan.FromDays(35) - TimeSpan.FromHours(2);

    /// <summary>From which age of an event on that is not sent people are told louder.</summary>
    public static readonly TimeSpan NearlyPast = TimeSpan.FromDays(28);

    /// <summary>How long the provider's totals may be behind what it has accepted ("minutes").</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(15);

    /// <summary>How long before the provider closes an invoice the last attempt begins.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>For how long a period is looked at after its end.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(35);

    /// <summary>How long segments are read for, so that carried usage and overlaps are seen whole: two periods and the look back.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(100);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Characters of an identifier.</summary>
    public const int IdentifierLength = 100;
}
