using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Tollgate.AspNetCore.Limiting;
using Tollgate.Limiting;
using Tollgate.Recording;

namespace Tollgate.AspNetCore.Recording;

/// <summary>Records each request that went through the gate when its response is complete: served, refused, failed or left by its client.</summary>
internal sealed class RequestUsage
{
    private const int ClientClosedRequest = 499;

    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly IUsageRecorder? _recorder;
    private readonly Func<object, Task> _onCompleted;

    public RequestUsage(IOptions<RecordingOptions> options, TimeProvider time, IUsageRecorder? recorder = null)
    {
        _options = options.Value;
        _time = time;
        _recorder = recorder is { IsEnabled: true } ? recorder : null;
        _onCompleted = Record; // one delegate for all requests
    }

    /// <summary>Whether requests are recorded.</summary>
    public bool IsEnabled => _recorder is not null;

    /// <summary>Records the request once its response is complete, if it went through the gate by then; a second pass changes nothing.</summary>
    public void Watch(HttpContext context)
    {
        var features = context.Features;
        if (_recorder is null || features.Get<RequestOrigin>() is not null || features.Get<IHttpResponseBodyFeature>() is not { } body)
        {
            return;
        }

        var counted = new CountedBody(body);
        var origin = new RequestOrigin(context, context.GetEndpoint(), counted, CountUnstated(context), _time.GetTimestamp());
        features.Set<IHttpResponseBodyFeature>(counted);
        features.Set(origin);
        context.Response.OnCompleted(_onCompleted, origin);
    }

    private Task Record(object state)
    {
        var origin = (RequestOrigin)state;
        if (origin.Context.Features.Get<ITollgateFeature>() is TollgateFeature feature)
        {
            Record(feature, origin);
        }

        return Task.CompletedTask;
    }

    private void Record(TollgateFeature feature, RequestOrigin origin)
    {
        var (context, entitlement, decision) = (origin.Context, feature.Admission.Entitlement, feature.Admission.Decision);
        var (scope, window) = Refusing(decision);
        var kept = _options.Keep(feature.Address);
        var usage = new UsageEvent
        {
            Sequence = feature.Number,
            Subject = _options.SubjectOf(entitlement, kept),
            UserId = entitlement?.UserId,
            KeyId = entitlement?.KeyId,
            Plan = entitlement?.Plan.Name,
            Endpoint = EndpointName.Of(origin.Endpoint ?? context.GetEndpoint(), feature.Admission.Group),
            Method = MethodName.Of(context.Request.Method),
            Status = StatusOf(context, feature),
            BytesIn = BytesIn(origin),
            BytesOut = BytesOut(origin),
            Address = kept,
            Origin = feature.Address,
            Cost = feature.Cost,
            Charged = feature.Charged,
            Outcome = decision.Outcome,
            IsShadow = decision.IsShadow,
            RefusingScope = scope,
            RefusingWindow = window,
        };
        _recorder!.Record(usage, origin.StartedAt);
    }

    private static (string? Scope, string? Window) Refusing(in Decision decision)
    {
        if (decision.Outcome is not (Outcome.QuotaExceeded or Outcome.CreditsExhausted))
        {
            return default;
        }

        var room = default(DecisionWindows);
        var windows = DecisionWindows.Copy(decision, ref room);
        var binding = Violations.Binding(windows, decision.Cost);
        return binding < 0 ? default : (windows[binding].Scope, windows[binding].Window.Name);
    }

    private static int StatusOf(HttpContext context, TollgateFeature feature)
    {
        var hasLeft = context.RequestAborted.IsCancellationRequested && (feature.HasFailed || !context.Response.HasStarted);
        return hasLeft ? ClientClosedRequest : context.Response.StatusCode;
    }

    /// <summary>A chunked body is counted as it is read; requests without a body or with a stated length cost nothing.</summary>
    private static CountedRequestStream? CountUnstated(HttpContext context)
    {
        if (context.Request.ContentLength is not null || context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return null;
        }

        var counted = new CountedRequestStream(context.Request.Body);
        context.Request.Body = counted;
        return counted;
    }

    private static long? BytesIn(RequestOrigin origin) => origin.Read?.Bytes ?? origin.Context.Request.ContentLength
        ?? (origin.Context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false ? 0 : null);

    private static long BytesOut(RequestOrigin origin) => HttpMethods.IsHead(origin.Context.Request.Method) ? 0 : origin.Body.Bytes;
}
