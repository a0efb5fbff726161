namespace Tollgate.Entitling;

/// <summary>Where a plan's month begins.</summary>
public enum MonthWindow
{
    /// <summary>On the first of the calendar month.</summary>
    Calendar,

    /// <summary>With the subscription's billing period; on a day that a month lacks, its last day.</summary>
    Subscription,
}
