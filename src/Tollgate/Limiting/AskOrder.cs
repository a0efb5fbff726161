namespace Tollgate.Limiting;

/// <summary>What every ledger demands of a batch of asks before it locks anything.</summary>
internal static class AskOrder
{
    /// <summary>The most asks in one batch.</summary>
    public const int MaxAsks = 1_000;

    /// <summary>Checks that the asks are distinct and in the order in which all nodes lock rows.</summary>
    /// <exception cref="ArgumentException">The batch is empty, too large, out of order or names a row twice.</exception>
    public static void Verify(IReadOnlyList<LedgerAsk> asks)
    {
        if (asks.Count is 0 or > MaxAsks)
        {
            throw new ArgumentException($"A batch has 1 to {MaxAsks} asks, this one has {asks.Count}.", nameof(asks));
        }

        for (var index = 1; index < asks.Count; index++)
        {
            if (Compare(asks[index - 1].Spec, asks[index].Spec) >= 0)
            {
                throw new ArgumentException(
                    $"Asks stand in ordinal order of subject and scope, each pair once: '{asks[index].Spec.Subject}' in scope '{asks[index].Spec.Scope}' does not.", nameof(asks));
            }
        }
    }

    private static int Compare(QuotaSpec left, QuotaSpec right)
    {
        var subjects = string.CompareOrdinal(left.Subject, right.Subject);
        return subjects != 0 ? subjects : string.CompareOrdinal(left.Scope, right.Scope);
    }
}
