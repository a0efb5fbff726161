using System.Net;

namespace Tollgate.Server.Tests.Cluster;

/// <summary>Callers that keep asking, each one request at a time, until they have been refused for longer than units can lie on a lease.</summary>
internal sealed class Crowd
{
    private static readonly TimeSpan Persistence = TimeSpan.FromSeconds(3);

    private int _admitted;
    private int _lost;
    private int _postponed;
    private int _unexpected;

    /// <summary>Responses with status 200.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Requests without a response: their node was killed.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Responses with status 503: the database did not answer in time, and the caller asks again. They happen on an overloaded machine only.</summary>
    public int Postponed => Volatile.Read(ref _postponed);

    /// <summary>Responses that are none of 200, 429 and 503.</summary>
    public int Unexpected => Volatile.Read(ref _unexpected);

    /// <summary>One caller, who turns to the given node of the cluster.</summary>
    public async Task CallAsync(HttpClient client, Action<HttpRequestMessage> identify, TimeProvider time, CancellationToken cancellationToken)
    {
        var admittedAt = time.GetTimestamp();
        while (time.GetElapsedTime(admittedAt) < Persistence)
        {
            var status = await SendAsync(client, identify, cancellationToken);
            if (status == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _admitted);
                admittedAt = time.GetTimestamp();
            }
            else if (status == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
            else if (status == HttpStatusCode.ServiceUnavailable)
            {
                Interlocked.Increment(ref _postponed);
                admittedAt = time.GetTimestamp(); // not an answer yet
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
            else if (status is null)
            {
                Interlocked.Increment(ref _lost);
                return;
            }
            else
            {
                Interlocked.Increment(ref _unexpected);
            }
        }
    }

    private static async Task<HttpStatusCode?> SendAsync(HttpClient client, Action<HttpRequestMessage> identify, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/weather");
        identify(request);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
