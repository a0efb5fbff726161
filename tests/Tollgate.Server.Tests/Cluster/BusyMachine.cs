namespace Tollgate.Server.Tests.Cluster;

/// <summary>
/// Measures how late this machine lets a thread do what a node's journal does: every 25 ms it writes a little and waits for the disk. With many
/// processes on few processors that is no promise of the node's, and a test that asks for a time has to allow for it.
/// </summary>
internal sealed class BusyMachine : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private readonly List<(long At, TimeSpan Late)> _turns = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly string _path;

    /// <summary>Starts to measure.</summary>
    /// <param name="path">A file on the disk of the journal, which is written again and again.</param>
    public BusyMachine(string path)
    {
        _path = path;
        _thread = new Thread(Measure) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The latest turn of the seconds before an instant.</summary>
    public TimeSpan LateBefore(long instant)
    {
        lock (_turns)
        {
            return _turns.Where(t => t.At <= instant && TimeProvider.System.GetElapsedTime(t.At, instant) < TimeSpan.FromSeconds(3))
                .Select(t => t.Late).DefaultIfEmpty().Max();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Measure()
    {
        var page = new byte[4096];
        using var file = new FileStream(_path, FileMode.Create, FileAccess.Write);
        while (!_stop.IsCancellationRequested)
        {
            var startedAt = TimeProvider.System.GetTimestamp();
            _stop.Token.WaitHandle.WaitOne(Interval);
            file.Position = 0;
            file.Write(page);
            file.Flush(flushToDisk: true);
            var endedAt = TimeProvider.System.GetTimestamp();
            lock (_turns)
            {
                _turns.Add((endedAt, TimeProvider.System.GetElapsedTime(startedAt, endedAt) - Interval));
            }
        }
    }
}
