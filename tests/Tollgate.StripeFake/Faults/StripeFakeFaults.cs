namespace Tollgate.StripeFake;

/// <summary>Scripted faults, taken in the order they were added, and outages.</summary>
public sealed class StripeFakeFaults
{
    private readonly Lock _gate = new();
    private readonly List<(StripeFakeFault Fault, int Left)> _faults = [];
    private StripeFakeFault? _outage;

    internal StripeFakeFaults()
    {
    }

    /// <summary>Strikes the next requests that fit.</summary>
    public void Add(StripeFakeFault fault)
    {
        lock (_gate)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    /// <summary>Strikes every API request until <see cref="EndOutage"/>; without a fault each gets 503.</summary>
    public void BeginOutage(StripeFakeFault? fault = null)
    {
        lock (_gate)
        {
            _outage = fault ?? new StripeFakeFault(StripeFakeFaultKind.Error) { Status = 503 };
        }
    }

    /// <summary>Lets requests through again.</summary>
    public void EndOutage()
    {
        lock (_gate)
        {
            _outage = null;
        }
    }

    /// <summary>Forgets faults that have not struck yet, and ends an outage.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _outage = null;
        }
    }

    internal StripeFakeFault? Take(string method, string path)
    {
        lock (_gate)
        {
            if (_outage is not null)
            {
                return _outage;
            }

            var index = _faults.FindIndex(f => (f.Fault.Method ?? method).Equals(method, StringComparison.OrdinalIgnoreCase)
                && path.StartsWith(f.Fault.Path ?? "", StringComparison.Ordinal));
            if (index < 0)
            {
                return null;
            }

            var (fault, left) = _faults[index];
            _faults[index] = (fault, left - 1);
            if (left <= 1)
            {
                _faults.RemoveAt(index);
            }

            return fault;
        }
    }
}
