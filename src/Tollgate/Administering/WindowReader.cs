using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Reads the state of windows from committed ledger rows.</summary>
internal static class WindowReader
{
    /// <summary>Every window of every scope of an entitlement, unlimited ones too, from the committed rows.</summary>
    public static async Task<List<WindowStatus>> ReadAsync(this IQuotaLedger ledger, Entitlement entitlement, CancellationToken cancellationToken)
    {
        var windows = new List<WindowStatus>();
        var own = await ledger.ReadAsync(entitlement.Subject, cancellationToken);
        windows.AddRange(Read(new QuotaSpec(entitlement.Subject, PlanScope.All, entitlement.Limits), own));
        foreach (var scope in entitlement.Scopes)
        {
            windows.AddRange(Read(new QuotaSpec(entitlement.Subject, scope.Name, scope.Limits), own));
        }

        if (entitlement.KeyId is { } key && entitlement.KeyLimits.Count > 0)
        {
            var subject = ApiKey.SubjectOf(key);
            windows.AddRange(Read(
                new QuotaSpec(subject, PlanScope.All, entitlement.KeyLimits), await ledger.ReadAsync(subject, cancellationToken)));
        }

        return windows;
    }

    /// <summary>Every window of a specification, in slot order, unlimited ones too.</summary>
    public static IEnumerable<WindowStatus> Read(QuotaSpec spec, LedgerReading reading)
    {
        var row = reading.Rows.FirstOrDefault(r => r.Scope == spec.Scope);
        for (var slot = 0; slot < QuotaSpec.Slots; slot++)
        {
            if (spec.BySlot[slot] is not { } limit)
            {
                continue;
            }

            var span = limit.Window.At(reading.DatabaseNow);
            var used = row?.UsedIn(slot, span) ?? 0;
            yield return limit.Included is { } included ? WindowStatus.Billed(spec.Subject, spec.Scope, limit, included, used, span) : new WindowStatus(
                spec.Subject, spec.Scope, limit.Window, limit.Limit, used, Math.Max(0, limit.Limit - used),
                DateTimeOffset.FromUnixTimeMilliseconds(span.Start), DateTimeOffset.FromUnixTimeMilliseconds(span.End));
        }
    }
}
