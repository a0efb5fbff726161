using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Sends notifications to one endpoint, signed by Standard Webhooks.</summary>
internal sealed class WebhookChannel(WebhookEndpoint endpoint, WebhookClient client, TimeProvider time) : INotificationChannel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Uri _url = new(endpoint.Url);
    private readonly byte[][] _keys = [.. endpoint.Secrets.Select(s => WebhookSecret.TryParse(s, out var key) ? key : throw new ArgumentException("A webhook secret can't be read.", nameof(endpoint)))];

    public string Name { get; } = $"webhook:{endpoint.Name}";

    public NotificationSeverity MinimumSeverity => endpoint.MinimumSeverity;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var request = Request(notification);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new NotificationFailedException(ReasonOf(exception), exception);
        }

        using (response)
        {
            Check(response);
        }
    }

    /// <summary>The body by Standard Webhooks: type, timestamp, data.</summary>
    internal static byte[] BodyOf(Notification notification) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            notification.Type,
            timestamp = notification.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            data = DataOf(notification),
        },
        Json);

    private static Dictionary<string, string> DataOf(Notification notification)
    {
        var data = new Dictionary<string, string>
        {
            ["severity"] = notification.Severity.ToString().ToLowerInvariant(),
            ["title"] = notification.Title,
            ["text"] = notification.Text,
        };
        foreach (var (name, value) in notification.Data)
        {
            if (value is not null)
            {
                data[name] = value;
            }
        }

        return data;
    }

    private HttpRequestMessage Request(Notification notification)
    {
        var body = BodyOf(notification);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body), Version = HttpVersion.Version11 };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.UserAgent.ParseAdd("Tollgate");
        request.Headers.TryAddWithoutValidation("webhook-id", notification.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(notification.Id, timestamp, body, _keys));
        return request;
    }

    private void Check(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var status = (int)response.StatusCode;
        throw new NotificationFailedException(status switch
        {
            >= 300 and < 400 => $"{_url.Host} answered {status}; redirects are not followed, so give the URL that it leads to.",
            410 => $"{_url.Host} answered 410: the endpoint is gone.",
            _ => $"{_url.Host} answered {status}.",
        })
        {
            IsPermanent = response.StatusCode == HttpStatusCode.Gone,
            RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null,
        };
    }

    /// <summary>The cause in words; the URL may hold a secret in its path, so only the host is named.</summary>
    private string ReasonOf(HttpRequestException exception) => exception.InnerException is NotificationFailedException refused
        ? refused.Message
        : $"{_url.Host}: {(exception.InnerException ?? exception).Message}";
}
