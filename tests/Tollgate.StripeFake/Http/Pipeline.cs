using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Tollgate.StripeFake;

/// <summary>The way of a request: fault, key, endpoint, idempotency, effect, answer.</summary>
internal sealed class Pipeline(Ledger ledger, RouteTable routes, Expansion expansion, Pages pages, MeterLocks locks, StripeFakeFaults faults, StripeFakeRequests log)
{
    private readonly IdempotencyStore _idempotency = new();
    private long _requests;

    /// <summary>Moves the account's time; set by the server.</summary>
    public Func<DateTimeOffset, CancellationToken, Task> Advance { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after each request that may have made events.</summary>
    public Action Changed { get; set; } = () => { };

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var requestId = $"req_{Interlocked.Increment(ref _requests):D14}";
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = HttpMethods.IsGet(request.Method) ? request.QueryString.Value?.TrimStart('?') ?? "" : await reader.ReadToEndAsync(context.RequestAborted);
        var path = request.Path.Value!;
        var isOwn = path.StartsWith("/_fake/", StringComparison.Ordinal);
        var fault = isOwn ? null : faults.Take(request.Method, path);
        var (reply, endpoint, replayed) = (default(Reply), default(string), default(string));
        if (fault is null || fault.AfterEffect)
        {
            (reply, endpoint, replayed) = await AnswerAsync(request, path, body, requestId, isOwn, context.RequestAborted);
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        var sent = fault is null ? reply! : Faulty(fault, reply, requestId);
        if (!isOwn)
        {
            log.Add(new StripeFakeRequest(request.Method, path, endpoint ?? routes.Find(request.Method, path)?.Route.Template, body, key.Length == 0 ? null : key, sent?.Status ?? 0, replayed is not null));
        }

        if (!HttpMethods.IsGet(request.Method))
        {
            Changed();
        }

        if (sent is null)
        {
            await WithholdAsync(context, fault!.Kind);
            return;
        }

        await WriteAsync(context, sent, requestId, replayed);
    }

    private async Task<(Reply Reply, string? Endpoint, string? Replayed)> AnswerAsync(
        HttpRequest request, string path, string body, string requestId, bool isOwn, CancellationToken cancellationToken)
    {
        string? endpoint = null;
        try
        {
            if (pages.Find(request.Method, path) is { } page)
            {
                lock (ledger.Gate)
                {
                    ledger.Request = null;
                    return (page(new Params(FormBody.Parse(body))), null, null);
                }
            }

            if (!isOwn)
            {
                RequireKey(request);
            }

            if (routes.Find(request.Method, path) is not { } found)
            {
                throw new StripeError(404, "invalid_request_error", $"Unrecognized request URL ({request.Method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.");
            }

            endpoint = found.Route.Template;
            if (endpoint == "/_fake/clock" && HttpMethods.IsPost(request.Method))
            {
                // Not under the lock: webhooks go out on the way, and their receivers read.
                await Advance(DateTimeOffset.FromUnixTimeSeconds(new Params(FormBody.Parse(body)).Whole("to") ?? throw StripeError.Missing("to")), cancellationToken);
            }

            var isJson = request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true;
            var values = isJson && body.Length > 0 ? JsonNode.Parse(body) as JsonObject ?? [] : FormBody.Parse(body);
            var call = new Call(request.Method, path, new Params(values), found.Values);
            using var occupied = await locks.EnterAsync(endpoint, call, cancellationToken);
            var (reply, replayed) = Once(found.Route, call, values, request, body, requestId);
            return (reply, endpoint, replayed);
        }
        catch (StripeError error)
        {
            return (Reply.Of(error, requestId), endpoint, null);
        }
    }

    /// <summary>Runs the handler, unless the same key was answered before.</summary>
    private (Reply Reply, string? Replayed) Once(Route route, Call call, JsonObject values, HttpRequest request, string body, string requestId)
    {
        var key = HttpMethods.IsPost(request.Method) ? request.Headers["Idempotency-Key"].ToString() : "";
        if (key.Length == 0)
        {
            return (Run(route, call, values, null, requestId), null);
        }

        if (_idempotency.Begin(key, request.Method, call.Path, body, requestId, ledger.Clock.Seconds) is { } stored)
        {
            return (stored.Reply, stored.RequestId);
        }

        Reply? reply = null;
        try
        {
            reply = Run(route, call, values, key, requestId);
            return (reply, null);
        }
        finally
        {
            _idempotency.Finish(key, reply);
        }
    }

    private Reply Run(Route route, Call call, JsonObject values, string? key, string requestId)
    {
        lock (ledger.Gate)
        {
            ledger.Request = (requestId, key);
            try
            {
                route.Parameters.Check(values);
                return Reply.Of(expansion.Apply(route.Handler(call), call.Params.Texts("expand")));
            }
            catch (StripeError error)
            {
                return Reply.Of(error, requestId);
            }
            finally
            {
                ledger.Request = null;
            }
        }
    }

    /// <summary>Bearer or Basic, one of the account's secret keys.</summary>
    private void RequireKey(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is null)
        {
            throw new StripeError(401, "invalid_request_error", "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }

        var key = header.Parameter;
        if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            var buffer = new byte[key.Length];
            key = Convert.TryFromBase64String(key, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(':')[0] : "";
        }

        if (!ledger.Options.ApiKeys.Contains(key) && !(request.Path == "/v2/billing/meter_event_stream" && locks.IsSession(key)))
        {
            throw new StripeError(401, "invalid_request_error", $"Invalid API Key provided: {(key.Length > 8 ? key[..8] : key)}***");
        }
    }

    private static Reply? Faulty(StripeFakeFault fault, Reply? reply, string requestId) => fault.Kind switch
    {
        StripeFakeFaultKind.Error => Reply.Of(ErrorOf(fault.Status), requestId) with { ShouldRetry = fault.ShouldRetry },
        StripeFakeFaultKind.BadGateway => new Reply(502, "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>", "text/html"),
        StripeFakeFaultKind.Truncated => new Reply(200, (reply?.Body ?? "{\"id\":\"obj_1\",\"object\":\"thing\"}")[..((reply?.Body.Length ?? 30) / 2)]),
        _ => null,
    };

    private static StripeError ErrorOf(int status) => status switch
    {
        429 => new StripeError(429, "invalid_request_error", "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.", "rate_limit"),
        409 => new StripeError(409, "idempotency_error", "There is currently another in-progress request using this Idempotent Key.", "idempotency_key_in_use"),
        >= 500 => new StripeError(status, "api_error", "An unknown error occurred."),
        _ => new StripeError(status, "invalid_request_error", $"A scripted error with status {status}."),
    };

    private static async Task WithholdAsync(HttpContext context, StripeFakeFaultKind kind)
    {
        if (kind == StripeFakeFaultKind.Timeout)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.Abort();
    }

    private async Task WriteAsync(HttpContext context, Reply reply, string requestId, string? replayed)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        headers["Request-Id"] = requestId;
        headers["Stripe-Version"] = context.Request.Headers.TryGetValue("Stripe-Version", out var version) ? version : ledger.Options.ApiVersion;
        Set(headers, "Idempotency-Key", context.Request.Headers["Idempotency-Key"]);
        Set(headers, "Stripe-Should-Retry", reply.ShouldRetry is { } retry ? (retry ? "true" : "false") : null);
        Set(headers, "Idempotent-Replayed", replayed is null ? null : "true");
        Set(headers, "Original-Request", replayed);
        Set(headers, "Location", reply.Location);
        await context.Response.WriteAsync(reply.Body, context.RequestAborted);
    }

    private static void Set(IHeaderDictionary headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            headers[name] = value;
        }
    }
}
