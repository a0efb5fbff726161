using System.Runtime.CompilerServices;
using Tollgate.Recording;

namespace Tollgate.Server.Tests.Replay;

/// <summary>Recorded usage in a list.</summary>
internal sealed class RecordedStream(IEnumerable<RecordedRequest> requests) : IUsageHistory
{
    public List<RecordedRequest> Requests { get; } = [.. requests.OrderBy(r => r.At).ThenBy(r => r.Node, StringComparer.Ordinal).ThenBy(r => r.Sequence)];

    public async IAsyncEnumerable<RecordedRequest> ReadAsync(
        DateTimeOffset from, DateTimeOffset until, string? subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var request in Requests.Where(r => r.At >= from.ToUnixTimeMilliseconds() && r.At < until.ToUnixTimeMilliseconds() && (subject is null || r.Subject == subject)))
        {
            await Task.CompletedTask;
            cancellationToken.ThrowIfCancellationRequested();
            yield return request;
        }
    }
}
