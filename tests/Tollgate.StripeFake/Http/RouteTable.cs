namespace Tollgate.StripeFake;

/// <summary>All endpoints; of two that fit, the one that was added first.</summary>
internal sealed class RouteTable
{
    private readonly List<Route> _routes = [];

    public void Get(string template, string parameters, Handler handler) => Add("GET", template, parameters, handler);

    public void Post(string template, string parameters, Handler handler) => Add("POST", template, parameters, handler);

    public void Delete(string template, string parameters, Handler handler) => Add("DELETE", template, parameters, handler);

    /// <summary>A list, with the paging parameters that every list has.</summary>
    public void List(string template, string filters, Handler handler) => Add("GET", template, WithRanges(filters) + " limit starting_after ending_before", handler);

    /// <summary>A filter by time takes a moment or a range of moments.</summary>
    private static string WithRanges(string filters) => string.Join(' ', filters.Split(' ')
        .Select(f => f is "created" or "due_date" or "current_period_start" or "current_period_end" ? f + "{gt gte lt lte}" : f));

    public (Route Route, IReadOnlyList<string> Values)? Find(string method, string path)
    {
        var parts = path.Split('/');
        foreach (var route in _routes.Where(r => r.Method == method))
        {
            if (route.Match(parts) is { } values)
            {
                return (route, values);
            }
        }

        return null;
    }

    private void Add(string method, string template, string parameters, Handler handler) =>
        _routes.Add(new Route(method, template, ParameterSpec.Parse(parameters), handler));
}
