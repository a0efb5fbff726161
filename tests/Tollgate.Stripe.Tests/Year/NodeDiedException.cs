namespace Tollgate.Stripe.Tests.Year;

/// <summary>The process is gone, as far as its code can tell.</summary>
internal sealed class NodeDiedException() : Exception("The node was killed.");
