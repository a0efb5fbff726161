using System.Net;
using System.Text.Json;
using Tollgate.Billing;
using SdkClient = Stripe.StripeClient;
using SdkException = Stripe.StripeException;
using SdkResponse = Stripe.StripeResponse;

namespace Tollgate.Stripe;

/// <summary>
/// One request to Stripe with everything that can go wrong with it: the three families of exceptions that the client throws become one, and
/// 429, which it does not repeat by itself, is repeated after a pause.
/// </summary>
internal sealed class StripeCall(SdkClient client, ReadBudget budget, int retries, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Reads; null when Stripe has no such object.</summary>
    /// <param name="what">What is asked for, for people.</param>
    /// <param name="ask">Asks; the answer's JSON is read, so that no field is lost that the client's classes don't have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PaymentProviderException">Stripe does not answer, or refuses.</exception>
    public async Task<JsonElement?> ReadAsync(string what, Func<SdkClient, CancellationToken, Task<SdkResponse>> ask, CancellationToken cancellationToken)
    {
        budget.Take();
        try
        {
            return await AskAsync(what, isRead: true, ask, cancellationToken);
        }
        catch (PaymentProviderException exception) when (exception.InnerException is SdkException { HttpStatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    /// <summary>Writes.</summary>
    /// <exception cref="PaymentProviderException">Stripe does not answer, or refuses.</exception>
    public Task<JsonElement> WriteAsync(string what, Func<SdkClient, CancellationToken, Task<SdkResponse>> ask, CancellationToken cancellationToken) =>
        AskAsync(what, isRead: false, ask, cancellationToken);

    private async Task<JsonElement> AskAsync(
        string what, bool isRead, Func<SdkClient, CancellationToken, Task<SdkResponse>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var answer = await ask(client, cancellationToken);
                var json = JsonElement.Parse(answer.Content);
                StripeMeter.Asked(isRead, "ok");
                return json;
            }
            catch (SdkException exception) when (exception.HttpStatusCode == HttpStatusCode.TooManyRequests && attempt < retries)
            {
                await Task.Delay(PauseAfter(attempt, exception), time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) when (Translate(what, exception) is { } translated)
            {
                StripeMeter.Asked(isRead, translated.IsPermanent ? "refused" : "failed");
                throw translated;
            }
        }
    }

    private static TimeSpan PauseAfter(int attempt, SdkException exception)
    {
        if (RetryAfterOf(exception) is { } asked)
        {
            return asked < LongestPause ? asked : LongestPause;
        }

#pragma warning disable CA5394 // Spreads retries; nothing depends on nobody guessing it.
        return FirstPause * Math.Pow(2, attempt) * (1 + Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    private static PaymentProviderException? Translate(string what, Exception exception) => exception switch
    {
        SdkException refused => Translate(what, refused),
        OperationCanceledException => new PaymentProviderException($"Stripe did not answer in time ({what}).", exception) { IsOutcomeUnknown = true },
        HttpRequestException failed => new PaymentProviderException($"Stripe can't be reached ({what}): {failed.HttpRequestError}.", exception)
        {
            // Where no connection was made, nothing can have got through.
            IsOutcomeUnknown = failed.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError),
        },
        JsonException or IOException => new PaymentProviderException($"Stripe's answer breaks off ({what}).", exception) { IsOutcomeUnknown = true },
        _ => null,
    };

    private static PaymentProviderException Translate(string what, SdkException exception)
    {
        var status = (int)exception.HttpStatusCode;
        return status switch
        {
            // The client's message quotes a part of the key.
            401 => new PaymentProviderException($"Stripe refuses the key (Tollgate:Stripe:ApiKey) for {what}.", exception),
            403 => new PaymentProviderException($"The key (Tollgate:Stripe:ApiKey) has no permission for {what}.", exception),
            429 => new PaymentProviderException($"Stripe asks for fewer requests ({what}).", exception) { RetryAfter = RetryAfterOf(exception) },
            409 => new PaymentProviderException($"Stripe is still busy with the same request ({what}).", exception) { IsOutcomeUnknown = true },
            >= 400 and < 500 => new PaymentProviderException($"Stripe refuses {what}: {exception.StripeError?.Message ?? exception.Message}", exception) { IsPermanent = true },
            _ => new PaymentProviderException($"Stripe failed ({what}, status {status}).", exception) { IsOutcomeUnknown = true, IsAnswerKept = status >= 500 },
        };
    }

    private static TimeSpan? RetryAfterOf(SdkException exception) => exception.StripeResponse?.Headers?.RetryAfter?.Delta;
}
