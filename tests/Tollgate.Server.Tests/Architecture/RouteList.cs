using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Server.Gateway;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>Collects endpoints without a host.</summary>
internal sealed class RouteList : IEndpointRouteBuilder
{
    public IServiceProvider ServiceProvider { get; } = new ServiceCollection().AddLogging().AddRouting().AddSingleton<Readiness>().BuildServiceProvider();

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(ServiceProvider);
}
