using System.Globalization;

namespace Tollgate.Administering;

/// <summary>What makes a subscription valid.</summary>
internal static class SubscriptionRules
{
    /// <summary>Seats that a subscription has at most.</summary>
    public const long MaxSeats = 1_000_000_000;

    /// <summary>Notes an error when the seats are not valid; null is.</summary>
    public static void CheckSeats(long? seats, InputErrors errors)
    {
        if (seats is < 1 or > MaxSeats)
        {
            errors.Add("quantity", seats.Value.ToString(CultureInfo.InvariantCulture), $"The quantity is {seats}; use 1 to {MaxSeats} seats.");
        }
    }
}
