using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.AspNetCore;
using Tollgate.Identifying;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Tollgate.Server.Gateway;

/// <summary>What every proxied request and response goes through: the key stays here, and who calls goes along.</summary>
internal sealed class CallerTransforms(IOptions<IdentifyingOptions> identifying, IOptions<ServerOptions> server) : ITransformProvider
{
    private const string KeyPrefix = "tg_";
    private const string Bearer = "Bearer ";

    /// <inheritdoc />
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    /// <inheritdoc />
    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    /// <inheritdoc />
    public void Apply(TransformBuilderContext context)
    {
        if (!server.Value.ForwardApiKey)
        {
            context.AddRequestTransform(DropKey);
        }

        context.AddRequestTransform(NameCaller);
        context.AddResponseTransform(DropForeignLimits);
    }

    /// <summary>Other credentials than our keys travel on: the upstream may have its own.</summary>
    private ValueTask DropKey(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        headers.Remove(identifying.Value.ApiKeyHeader);
        var authorization = context.HttpContext.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && authorization.AsSpan(Bearer.Length).TrimStart(' ').StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            headers.Remove("Authorization");
        }

        if (identifying.Value.ApiKeyQueryParameter is { } parameter)
        {
            context.Query.Collection.Remove(parameter);
        }

        return ValueTask.CompletedTask;
    }

    private static ValueTask NameCaller(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<ITollgateFeature>()?.Admission.Entitlement is { } entitlement)
        {
            var headers = context.ProxyRequest.Headers;
            headers.TryAddWithoutValidation(ClientHeaders.Plan, entitlement.Plan.Name);
            headers.TryAddWithoutValidation(ClientHeaders.Subject, entitlement.Subject);
            if (entitlement.UserName is { } name)
            {
                headers.TryAddWithoutValidation(ClientHeaders.User, HeaderText(name));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The upstream's own limits would contradict ours; ours are written when the response starts.</summary>
    private static ValueTask DropForeignLimits(ResponseTransformContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        ClientHeaders.Drop(headers, SpeaksOfLimits);
        headers.Server = default;
        return ValueTask.CompletedTask;
    }

    private static bool SpeaksOfLimits(string name) =>
        name.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-RateLimit-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Tollgate-", StringComparison.OrdinalIgnoreCase);

    /// <summary>A name as a header can carry it: anything but printable ASCII, and '%' itself, as %-codes of its UTF-8 bytes.</summary>
    private static string HeaderText(string name)
    {
        if (!name.AsSpan().ContainsAnyExceptInRange(' ', '~') && !name.Contains('%', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(name))
        {
            _ = unit is >= 0x20 and <= 0x7e and not (byte)'%' ? text.Append((char)unit) : text.Append('%').Append(unit.ToString("X2", null));
        }

        return text.ToString();
    }
}
