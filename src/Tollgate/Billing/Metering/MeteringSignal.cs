using System.Threading.Channels;

namespace Tollgate.Billing.Metering;

/// <summary>Tells this node's worker whose usage is to be sent now rather than with the next round.</summary>
public sealed class MeteringSignal
{
    /// <summary>Whoever finds no room waits for the next round, a few minutes at most.</summary>
    private const int MostWaiting = 1_000;

    private readonly Channel<long> _users = Channel.CreateBounded<long>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>A user's usage is to be sent; asking twice is asking once.</summary>
    /// <param name="userId">Whose.</param>
    public void Set(long userId) => _users.Writer.TryWrite(userId);

    /// <summary>Waits for the first one, and takes everybody who waits by then.</summary>
    internal async Task<IReadOnlySet<long>> TakeAsync(CancellationToken cancellationToken)
    {
        var users = new HashSet<long> { await _users.Reader.ReadAsync(cancellationToken) };
        while (_users.Reader.TryRead(out var user))
        {
            users.Add(user);
        }

        return users;
    }
}
