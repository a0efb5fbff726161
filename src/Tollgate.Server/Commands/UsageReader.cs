using Tollgate.Limiting;

namespace Tollgate.Server.Commands;

/// <summary>Reads the state of windows from committed ledger rows.</summary>
internal static class UsageReader
{
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
            yield return new WindowStatus(
                spec.Subject, spec.Scope, limit.Window, limit.Limit, used, Math.Max(0, limit.Limit - used),
                DateTimeOffset.FromUnixTimeMilliseconds(span.Start), DateTimeOffset.FromUnixTimeMilliseconds(span.End));
        }
    }
}
