namespace Tollgate.Billing;

/// <summary>A meter event that the payment provider took and then could not use.</summary>
/// <param name="Identifier">The identifier that it was sent under.</param>
/// <param name="Code">Why, in the provider's word, e.g. "meter_event_customer_not_found".</param>
/// <param name="Message">Why, as the provider says it.</param>
public sealed record MeterError(string Identifier, string Code, string Message);
