namespace Tollgate.Testing.Billing;

/// <summary>The node died at this point; nothing after it happened.</summary>
public sealed class CrashedException() : Exception("the node died");
