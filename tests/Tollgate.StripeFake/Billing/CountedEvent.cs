namespace Tollgate.StripeFake;

/// <summary>A meter event that passed validation.</summary>
internal sealed record CountedEvent(string Meter, string Customer, string Identifier, long Timestamp, decimal Value);
