namespace Tollgate.StripeFake;

/// <summary>Something that happens by itself at a time; of those at one time the lower order goes first.</summary>
internal readonly record struct Due(long At, int Order, string? Clock, Action Run);
