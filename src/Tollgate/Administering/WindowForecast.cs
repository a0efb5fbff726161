using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>How long a window's quota lasts at the present pace.</summary>
/// <param name="Window">Where the window stands.</param>
/// <param name="UnitsPerHour">
/// The pace: units charged an hour over the last 6 hours for windows of up to a day, over the last 7 days for longer ones; over the time since
/// the first request where that is shorter.
/// </param>
/// <param name="UsedUpAt">When the quota will be used up; null when that is not before it resets, or the limit is unlimited.</param>
/// <param name="ExpectedAtReset">Units that would be used by the time the window resets, if there were no limit.</param>
public sealed record WindowForecast(WindowStatus Window, double UnitsPerHour, DateTimeOffset? UsedUpAt, long ExpectedAtReset);
