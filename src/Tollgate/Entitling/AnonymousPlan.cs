using System.ComponentModel;

namespace Tollgate.Entitling;

/// <summary>The plan of anonymous callers as it is cached.</summary>
/// <param name="Plan">The plan.</param>
[ImmutableObject(true)]
internal sealed record AnonymousPlan(Plan Plan);
