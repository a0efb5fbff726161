using System.Globalization;

namespace Tollgate.StripeFake;

/// <summary>How numbers are written on the wire.</summary>
internal static class Invariant
{
    public static CultureInfo Culture => CultureInfo.InvariantCulture;
}
