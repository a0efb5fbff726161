using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Billing;

namespace Tollgate.Stripe;

/// <summary>Takes a webhook: verify, store, answer. Nothing is asked of Stripe meanwhile, and what was signed well is never answered with an error of ours.</summary>
internal sealed class StripeWebhook(WebhookIntake intake, IWebhookInbox inbox, IOptions<StripeOptions> options, ILogger<StripeWebhook> logger)
{
    /// <summary>Stripe gives up after some ten seconds and sends it again.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    public async Task<IResult> TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (await ReadAsync(request, settings.MaxBodyBytes, cancellationToken) is not { } body)
        {
            StripeMeter.Came("too_large");
            return Results.Problem(
                title: "Body too large", detail: $"The body has more than {settings.MaxBodyBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        // Before anything is asked of the database: strangers cost a hash.
        if (StripeSignature.Verify(body.Span, request.Headers["Stripe-Signature"], settings.WebhookSecrets.Concat(settings.ThinWebhookSecrets)) is not { } signedAt)
        {
            StripeMeter.Came("forged");
            Log.Forged(logger);
            return Refused("The header Stripe-Signature is missing, or no secret of this endpoint made it for this body.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            var age = (await inbox.NowAsync(deadline.Token)).ToUnixTimeSeconds() - (decimal)signedAt;
            if (Math.Abs(age) > (decimal)settings.Tolerance.TotalSeconds)
            {
                StripeMeter.Came("stale");
                Log.Stale(logger, (double)age);
                return Refused("The signature is too old, or from the future.");
            }

            await intake.TakeAsync(TextOf(body.Span), deadline.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever keeps it from being stored, Stripe is to send it again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            StripeMeter.Came("not_stored");
            Log.NotStored(logger, exception);
            return Results.Problem(
                title: "Not stored", detail: "The event could not be stored. Send it again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        StripeMeter.Came("accepted");
        return Results.Json(new { received = true });
    }

    private static IResult Refused(string detail) => Results.Problem(title: "Bad signature", detail: detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The body byte by byte, as it was signed; null when there is more of it than allowed.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(8192), cancellationToken);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > most)
            {
                return null;
            }
        }
    }

    /// <summary>As text that every database stores: bytes that are no UTF-8 and the character zero are replaced.</summary>
    private static string TextOf(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body).Replace('\0', '\uFFFD');
}
