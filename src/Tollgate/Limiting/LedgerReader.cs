using Tollgate.Entitling;

namespace Tollgate.Limiting;

/// <summary>Answers without charging: what the ledger has committed, plus what this node holds on lease.</summary>
internal sealed class LedgerReader(LeaseBook book, IQuotaLedger ledger)
{
    /// <summary>What a request of this cost would get.</summary>
    public async ValueTask<Decision> PeekAsync(
        Entitlement entitlement, IReadOnlyList<QuotaSpec> specs, long cost, CancellationToken cancellationToken)
    {
        Decision.Charges charges = default;
        var (fits, fitsAt, databaseNow) = (true, 0L, 0L);
        var refusal = Outcome.QuotaExceeded;
        for (var i = 0; i < specs.Count; i++)
        {
            LedgerReading reading;
            try
            {
                reading = await ledger.ReadAsync(specs[i].Subject, cancellationToken);
            }
            catch (LedgerUnavailableException)
            {
                return Decision.Refused(Outcome.Unavailable);
            }

            var charge = Look(specs[i], reading);
            charges[i] = charge;
            databaseNow = reading.DatabaseNow;
            if (charge.View.IsClosed || charge.View.Room < cost - charge.UnitsLeft)
            {
                fits = false;
                refusal = charge.View.LacksCredits(cost - charge.UnitsLeft) ? Outcome.CreditsExhausted : refusal;
                fitsAt = Math.Max(fitsAt, charge.View.FitsAt(cost) ?? long.MaxValue);
            }
        }

        return new Decision(fits ? Outcome.Admitted : refusal, cost, DecisionNumber.Next(), charges, specs.Count)
        {
            RetryAfter = fits || fitsAt == long.MaxValue ? null : TimeSpan.FromMilliseconds(Math.Max(1, fitsAt - databaseNow)),
            IsShadow = !fits && entitlement.Plan.IsShadow,
        };
    }

    private Charge Look(QuotaSpec spec, LedgerReading reading)
    {
        var windows = spec.Terms.At(reading.DatabaseNow);
        var used = new long[QuotaSpec.Slots];
        if (reading.Rows.FirstOrDefault(r => r.Scope == spec.Scope) is { } row)
        {
            for (var slot = 0; slot < used.Length; slot++)
            {
                used[slot] = spec.Terms.Slots[slot] is null ? 0 : row.UsedIn(slot, windows.Spans[slot]);
            }
        }

        var quota = book.Find(new QuotaKey(spec.Subject, spec.Scope));
        return new Charge(new LedgerView(spec.Subject, spec.Terms, windows, used), quota?.Lease?.Units ?? 0);
    }
}
