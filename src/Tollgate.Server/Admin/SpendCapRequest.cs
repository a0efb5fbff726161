namespace Tollgate.Server.Admin;

/// <summary>A spend cap as it is set.</summary>
/// <param name="Amount">Minor units of the currency, from 0.</param>
/// <param name="Currency">ISO 4217 code.</param>
internal sealed record SpendCapRequest(long Amount, string Currency);
