namespace Tollgate.Notifying;

/// <summary>The channels that are configured on this node.</summary>
internal sealed class ChannelList
{
    private readonly Dictionary<string, INotificationChannel> _byName = new(StringComparer.Ordinal);

    public ChannelList(IEnumerable<INotificationChannel> channels)
    {
        foreach (var channel in channels)
        {
            if (!_byName.TryAdd(channel.Name, channel))
            {
                throw new InvalidOperationException($"Two notification channels are called '{channel.Name}'; give one another name.");
            }
        }
    }

    /// <summary>All channels.</summary>
    public IReadOnlyCollection<INotificationChannel> All => _byName.Values;

    /// <summary>Names of all channels.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Names of the channels to customers.</summary>
    public IReadOnlyList<string> ForCustomers => [.. All.Where(c => c.IsForCustomers).Select(c => c.Name)];

    /// <summary>Names of the channels that are told of this severity, without those to customers.</summary>
    public IReadOnlyList<string> For(NotificationSeverity severity) =>
        [.. All.Where(c => c.MinimumSeverity <= severity && !c.IsForCustomers).Select(c => c.Name)];

    /// <summary>A channel by name.</summary>
    public INotificationChannel this[string name] => _byName[name];
}
