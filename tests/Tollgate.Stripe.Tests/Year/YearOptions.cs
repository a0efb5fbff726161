namespace Tollgate.Stripe.Tests.Year;

/// <summary>How large a simulation is.</summary>
/// <param name="Seed">The same seed gives the same life.</param>
/// <param name="Customers">How many customers there are in the end.</param>
/// <param name="Days">How long they live; what is open then is settled in the weeks after.</param>
/// <param name="HasFaults">Whether nodes die, and Stripe and the database go away.</param>
internal sealed record YearOptions(int Seed, int Customers, int Days, bool HasFaults)
{
    /// <summary>How long before a renewal <c>invoice.upcoming</c> is told; zero (default) for never.</summary>
    public TimeSpan UpcomingBefore { get; init; }
}
