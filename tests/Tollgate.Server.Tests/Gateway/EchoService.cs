using Grpc.Core;
using Tollgate.Server.Tests.Protos;

namespace Tollgate.Server.Tests.Gateway;

/// <summary>Says what it hears, and who the gateway says is calling.</summary>
internal sealed class EchoService : Echo.EchoBase
{
    public override Task<EchoReply> Say(EchoRequest request, ServerCallContext context) => Task.FromResult(new EchoReply
    {
        Text = request.Text,
        User = context.RequestHeaders.GetValue("x-tollgate-user") ?? "",
    });
}
