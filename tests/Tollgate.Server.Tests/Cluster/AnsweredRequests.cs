using System.Collections.Concurrent;
using System.Net;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>Callers that send one request after the other to whichever node is up, and keep account of what they were answered.</summary>
internal sealed class AnsweredRequests(HttpClient client, IReadOnlyList<string> keys)
{
    private readonly ConcurrentQueue<(long At, HttpStatusCode Status, string Decision)> _answers = [];
    private int _sent;
    private int _unanswered;

    /// <summary>The node that is called; null while there is none.</summary>
    public Uri? Node { get; set; }

    /// <summary>Responses so far.</summary>
    public int Count => _answers.Count;

    /// <summary>Requests that reached a node and broke off without a response; at most one a caller and kill.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Responses by status.</summary>
    public IReadOnlyDictionary<int, long> ByStatus => _answers.GroupBy(a => (int)a.Status).ToDictionary(g => g.Key, g => (long)g.Count());

    /// <summary>Admitted requests by the decision id that their response named, with the instant of the response.</summary>
    public IReadOnlyDictionary<string, long> Admitted => _answers.Where(a => a.Status == HttpStatusCode.OK).ToDictionary(a => a.Decision, a => a.At);

    /// <summary>Responses that came within a time before an instant.</summary>
    public int Within(TimeSpan span, long before) => _answers.Count(a => a.At <= before && TimeProvider.System.GetElapsedTime(a.At, before) <= span);

    /// <summary>Calls until told to stop.</summary>
    public Task CallAsync(int callers, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync(stop)));

    private async Task CallAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Node is not { } node)
            {
                await Task.Delay(10, CancellationToken.None);
                continue;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/weather"));
            request.Headers.Add("X-API-Key", keys[Interlocked.Increment(ref _sent) % keys.Count]);
            try
            {
                using var response = await client.SendAsync(request, CancellationToken.None);
                _answers.Enqueue((TimeProvider.System.GetTimestamp(), response.StatusCode, response.Headers.GetValues("Tollgate-Decision").Single()));
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(10, CancellationToken.None); // it was never sent: nobody listens there
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _unanswered);
            }
        }
    }
}
