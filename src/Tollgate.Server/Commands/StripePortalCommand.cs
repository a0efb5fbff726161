using System.CommandLine;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Server.Admin;
using Tollgate.Stripe;

namespace Tollgate.Server.Commands;

/// <summary>Makes a page where a user can change card, plan and subscription.</summary>
internal sealed class StripePortalCommand : TollgateCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Option<string?> _return = new("--return-url") { Description = "Where the customer goes afterwards; default: Tollgate:Stripe:PublicUrl", HelpName = "URL" };

    public StripePortalCommand()
        : base("portal", "Make a page of Stripe where a user can change card, plan and subscription, and print its address.")
    {
        Arguments.Add(_user);
        Options.Add(_return);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var back = invocation.Parsed.GetValue(_return) ?? StripeAddresses.Return(toolbox.Get<IOptions<StripeOptions>>().Value);
        var url = await toolbox.Get<OpenPortal>().RunAsync(invocation.Parsed.GetRequiredValue(_user), back, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { url = url.OriginalString }))
        {
            invocation.Report.Line(url.OriginalString);
        }

        return CommandLine.Yes;
    }
}
