using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting;
using Tollgate.Server.Health;
using Tollgate.Server.Telemetry;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Collects endpoints without a host.</summary>
internal sealed class RouteList : IEndpointRouteBuilder
{
    public IServiceProvider ServiceProvider { get; } = new ServiceCollection()
        .AddLogging().AddRouting().AddHealth().AddTelemetry(new OtlpSettings(false, false)).AddSingleton<NodeIdentity>().BuildServiceProvider();

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(ServiceProvider);
}
