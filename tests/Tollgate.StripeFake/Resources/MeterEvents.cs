using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>
/// Meter events and adjustments, v1 and v2. Time, digits and identifier are checked at once; the meter, the customer and the value only afterwards: an event that was
/// accepted may never be billed, and only a thin event tells.
/// </summary>
internal sealed class MeterEvents(Ledger ledger, Usage usage, MeterLocks locks, ThinEvents thin)
{
    private const long OldestAllowed = 35 * 86400;
    private const long NewestAllowed = 5 * 60;
    private const long IdentifierKept = 24 * 3600;
    private const int MostDigits = 15;
    private const string EventFields = "event_name! payload{*}! identifier timestamp";

    private readonly Dictionary<string, (long At, string EventName)> _identifiers = [];

    public void Map(RouteTable routes)
    {
        routes.Post("/v1/billing/meter_events", EventFields, call => Accept(call.Params, v2: false));
        routes.Post("/v2/billing/meter_events", EventFields, call => Accept(call.Params, v2: true));
        routes.Post("/v1/billing/meter_event_adjustments", "event_name! type! cancel{identifier}", call => Adjust(call.Params, "billing.meter_event_adjustment"));
        routes.Post("/v2/billing/meter_event_adjustments", "event_name! type! cancel{identifier}", call => Adjust(call.Params, "v2.billing.meter_event_adjustment"));
        routes.Post("/v2/billing/meter_event_session", "", _ => Session());
        routes.Post("/v2/billing/meter_event_stream", "events[event_name payload{*} identifier timestamp]!", Stream);
    }

    private JsonObject Accept(Params p, bool v2)
    {
        var now = ledger.Now(CustomerOf(p));
        var timestamp = Timestamp(p, now);
        var identifier = p.Text("identifier") ?? ledger.Ids.Next("mevt");
        RequireTime(timestamp, now);
        RequireDigits(p);
        RequireNew(identifier, ledger.Now());
        _identifiers[identifier] = (ledger.Now(), p.Required("event_name"));
        Count(p, identifier, timestamp);
        return new JsonObject
        {
            ["object"] = v2 ? "v2.billing.meter_event" : "billing.meter_event",
            ["created"] = Shown(now, v2),
            ["event_name"] = p.Required("event_name"),
            ["identifier"] = identifier,
            ["livemode"] = false,
            ["payload"] = new JsonObject(p.Part("payload")!.Names.Select(n => KeyValuePair.Create(n, (JsonNode?)p.Part("payload")!.Text(n)))),
            ["timestamp"] = Shown(timestamp, v2),
        };
    }

    /// <summary>Every error of a streamed event is told afterwards.</summary>
    private JsonObject Stream(Call call)
    {
        var events = call.Params.Parts("events");
        if (events.Count > 100)
        {
            throw StripeError.Invalid("At most 100 events can be sent at once.", "events");
        }

        foreach (var p in events)
        {
            try
            {
                Accept(p, v2: true);
            }
            catch (StripeError error) when (error.Code is not null)
            {
                thin.MeterError(MeterOf(p), error.Code, error.Message, p.Text("identifier"));
            }
            catch (StripeError)
            {
                // A repeated identifier is dropped silently here.
            }
        }

        return [];
    }

    private JsonObject Session()
    {
        var token = ledger.Ids.Next("mevt_session", 24);
        locks.AddSession(token);
        var now = ledger.Now();
        return new JsonObject
        {
            ["id"] = ledger.Ids.Next("mes"),
            ["object"] = "v2.billing.meter_event_session",
            ["authentication_token"] = token,
            ["created"] = Shown(now, true),
            ["expires_at"] = Shown(now + 15 * 60, true),
            ["livemode"] = false,
        };
    }

    /// <summary>Takes back one event, within 24 hours of its receipt.</summary>
    private JsonObject Adjust(Params p, string kind)
    {
        p.Choice("type", "cancel");
        var identifier = p.Part("cancel")?.Required("identifier") ?? throw StripeError.Missing("cancel[identifier]");
        var name = p.Required("event_name");
        if (!_identifiers.TryGetValue(identifier, out var known) || known.EventName != name)
        {
            throw StripeError.Invalid($"No event found with identifier {identifier}.", "cancel[identifier]", "resource_missing");
        }

        if (known.At + IdentifierKept < ledger.Now())
        {
            throw StripeError.Invalid($"The event with identifier {identifier} was received more than 24 hours ago and can't be cancelled.", "cancel[identifier]");
        }

        if (Named(name) is { } meter)
        {
            usage.Cancel(meter.Id(), identifier);
        }

        return new JsonObject
        {
            ["object"] = kind,
            ["cancel"] = new JsonObject { ["identifier"] = identifier },
            ["event_name"] = name,
            ["livemode"] = false,
            ["status"] = "pending",
            ["type"] = "cancel",
        };
    }

    private static void RequireTime(long timestamp, long now)
    {
        if (timestamp < now - OldestAllowed)
        {
            throw StripeError.Invalid("The timestamp must be within the past 35 calendar days.", "timestamp", "timestamp_too_far_in_past");
        }

        if (timestamp > now + NewestAllowed)
        {
            throw StripeError.Invalid("The timestamp must be at most 5 minutes in the future.", "timestamp", "timestamp_in_future");
        }
    }

    private void RequireDigits(Params p)
    {
        var key = MeterOf(p).Part("value_settings").Text("event_payload_key") ?? "value";
        var digits = p.Part("payload")!.Text(key)?.Trim('-').Replace(".", "", StringComparison.Ordinal).TrimStart('0') ?? "";
        if (digits.Length > MostDigits && digits.All(char.IsAsciiDigit))
        {
            throw StripeError.Invalid($"The value has more than {MostDigits} significant digits.", $"payload[{key}]", "meter_event_value_too_many_digits");
        }
    }

    private void RequireNew(string identifier, long now)
    {
        if (_identifiers.TryGetValue(identifier, out var known) && known.At + IdentifierKept >= now)
        {
            throw new StripeError(400, "invalid_request_error", $"An event already exists with identifier {identifier}.") { NeverRetry = true };
        }
    }

    /// <summary>What Stripe does after it answered: only a good event is counted.</summary>
    private void Count(Params p, string identifier, long timestamp)
    {
        var payload = p.Part("payload")!;
        var name = p.Required("event_name");
        if (Named(name) is not { } meter)
        {
            var archived = ledger.All("billing.meter").LastOrDefault(m => m.Text("event_name") == name);
            thin.MeterError(archived, archived is null ? "no_meter" : "archived_meter", $"No meter was found matching event_name {name}.", identifier);
            return;
        }

        var customerKey = meter.Part("customer_mapping").Text("event_payload_key")!;
        var valueKey = meter.Part("value_settings").Text("event_payload_key")!;
        if (payload.Text(customerKey) is not { } customer)
        {
            thin.MeterError(meter, "meter_event_no_customer_defined", $"Customer mapping key {customerKey} not found in payload.", identifier);
        }
        else if (ledger.Find(customer).Text("object") != "customer" || ledger.Find(customer).Is("deleted"))
        {
            thin.MeterError(meter, "meter_event_customer_not_found", $"Customer {customer} was not found.", identifier);
        }
        else if (!decimal.TryParse(payload.Text(valueKey), Invariant.Culture, out var value) && meter.Part("default_aggregation").Text("formula") != "count")
        {
            thin.MeterError(meter, "meter_event_invalid_value", $"The value of {valueKey} is not a number.", identifier);
        }
        else
        {
            usage.Add(new CountedEvent(meter.Id(), customer, identifier, timestamp, value));
        }
    }

    private JsonObject? Named(string name) => ledger.All("billing.meter").FirstOrDefault(m => m.Text("event_name") == name && m.Text("status") == "active");

    private JsonObject? MeterOf(Params p) => Named(p.Text("event_name") ?? "");

    private JsonObject? CustomerOf(Params p)
    {
        var key = MeterOf(p).Part("customer_mapping").Text("event_payload_key") ?? "stripe_customer_id";
        return ledger.Find(p.Part("payload")?.Text(key));
    }

    /// <summary>Seconds in v1, ISO 8601 in v2.</summary>
    private static long Timestamp(Params p, long now) =>
        p.Text("timestamp") is { } text && DateTimeOffset.TryParse(text, Invariant.Culture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) && text.Contains('T', StringComparison.Ordinal)
            ? time.ToUnixTimeSeconds()
            : p.Whole("timestamp") ?? now;

    private static JsonNode Shown(long seconds, bool v2) => v2 ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", Invariant.Culture) : seconds;
}
