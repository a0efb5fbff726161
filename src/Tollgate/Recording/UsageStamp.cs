namespace Tollgate.Recording;

/// <summary>What the recorder adds to an event; see <see cref="UsageEvent"/> for the fields.</summary>
internal readonly record struct UsageStamp(string Node, long At, long DurationMicroseconds);
