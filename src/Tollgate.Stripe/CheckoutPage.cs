using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Administering;
using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>The page that a customer comes back to after paying: does what the event would do, and sends the customer on.</summary>
internal sealed partial class CheckoutPage(FinishCheckout finish, IOptions<StripeOptions> options, ILogger<CheckoutPage> logger) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>Anybody may call it, and each call costs reads of Stripe.</summary>
    private readonly FixedWindowRateLimiter _limiter = new(new FixedWindowRateLimiterOptions { PermitLimit = 120, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    public async Task<IResult> ShowAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Query["session_id"].ToString();
        if (!SessionId().IsMatch(reference))
        {
            return Results.Problem(title: "No checkout", detail: "The address lacks the id of a checkout (session_id).", statusCode: StatusCodes.Status400BadRequest);
        }

        using var permit = _limiter.AttemptAcquire();
        var isDone = permit.IsAcquired && await TryFinishAsync(reference, cancellationToken);
        if (options.Value.AfterCheckoutUrl is { Length: > 0 } next)
        {
            return Results.Redirect(next);
        }

        return Results.Content(Page(isDone ? "Your subscription is active." : "Thank you. Your subscription will be active within a minute."), "text/html; charset=utf-8");
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<bool> TryFinishAsync(string reference, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return await finish.RunAsync(reference, deadline.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The customer has paid and is told so, whatever is wrong here; the event does the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CheckoutLater(logger, exception is PaymentProviderException or TimeoutException ? exception.Message : exception.GetType().Name);
            return false;
        }
    }

    private static string Page(string text) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Thank you</title></head>
        <body><main><h1>Thank you</h1><p>{HtmlEncoder.Default.Encode(text)}</p></main></body>
        </html>
        """;

    [GeneratedRegex("^cs_[A-Za-z0-9_]{8,250}$")]
    private static partial Regex SessionId();
}
