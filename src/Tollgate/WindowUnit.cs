namespace Tollgate;

/// <summary>What a window counts its length in.</summary>
internal enum WindowUnit
{
    Milliseconds,
    Days,
    Weeks,
    Months,
    Endless,
}
