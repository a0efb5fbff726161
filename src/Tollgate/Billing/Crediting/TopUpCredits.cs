using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Crediting;

/// <summary>Grants the credits of a pack that was paid for.</summary>
public sealed class TopUpCredits(ICreditStore credits, IOptions<CreditOptions> options, TimeProvider time)
{
    /// <summary>Grants the pack's units times the quantity, once for each reference; null when the price is no credit pack.</summary>
    /// <param name="userId">Who paid.</param>
    /// <param name="price">The provider's one-time price.</param>
    /// <param name="quantity">Packs, from 1.</param>
    /// <param name="reference">What was paid, e.g. the invoice line's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GrantedCredits?> RunAsync(long userId, string price, long quantity, string reference, CancellationToken cancellationToken) =>
        PackOf(userId, price, quantity, reference) is { } pack ? await credits.GrantAsync(pack, cancellationToken) : null;

    /// <summary>What is to be granted, for somebody who grants it inside a transaction; null when the price is no credit pack.</summary>
    internal NewCredits? PackOf(long userId, string price, long quantity, string reference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        return options.Value.CreditPacks.TryGetValue(price, out var units)
            ? new NewCredits
            {
                UserId = userId,
                Units = (long)Int128.Min((Int128)units * quantity, CreditGrant.MaxUnits),
                Reference = reference,
                GrantedBy = "payment",
                ExpiresAt = options.Value.CreditLifetime is { } lifetime ? time.GetUtcNow() + lifetime : null,
                Reason = $"{quantity} of {price}",
            }
            : null;
    }
}
