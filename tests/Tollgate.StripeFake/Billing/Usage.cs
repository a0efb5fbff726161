using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Counted meter events, and their totals by meter, customer and time.</summary>
internal sealed class Usage(Ledger ledger)
{
    private readonly List<CountedEvent> _events = [];

    public void Add(CountedEvent counted) => _events.Add(counted);

    /// <summary>Takes an event out again; false when it is not there.</summary>
    public bool Cancel(string meter, string identifier) => _events.RemoveAll(e => e.Meter == meter && e.Identifier == identifier) > 0;

    /// <summary>The total from a start, included, to an end, excluded, by the meter's formula.</summary>
    public decimal Total(string meter, string customer, long start, long end)
    {
        var definition = ledger.Get("billing.meter", meter);
        var events = _events.Where(e => e.Meter == meter && e.Customer == customer && e.Timestamp >= start && e.Timestamp < end);
        if (definition.Text("event_time_window") is { } window)
        {
            // A pre-aggregated meter: the newest event of a window stands for the window.
            var length = window == "hour" ? 3600 : 86400;
            events = events.GroupBy(e => e.Timestamp / length).Select(g => g.OrderBy(e => e.Timestamp).Last());
        }

        return definition.Part("default_aggregation").Text("formula") switch
        {
            "count" => events.Count(),
            "last" => events.OrderBy(e => e.Timestamp).LastOrDefault()?.Value ?? 0,
            _ => events.Sum(e => e.Value),
        };
    }
}
