using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Watching;

namespace Tollgate.Administering;

/// <summary>Compares what the ledger granted with what was recorded, for the day and month that its rows hold.</summary>
public sealed class ReconcileUsage
{
    private const int MaxLimit = 10_000;

    private readonly DriftSearch _search;
    private readonly IUserStore _users;

    /// <summary>Made by the container.</summary>
    internal ReconcileUsage(DriftSearch search, IUserStore users)
    {
        _search = search;
        _users = users;
    }

    /// <summary>Compares one customer or all.</summary>
    /// <param name="user">"user_42" or a user's name; null for all.</param>
    /// <param name="window">"day" or "month"; null for both.</param>
    /// <param name="limit">Drifts listed at most, 1 to 10,000.</param>
    /// <param name="progress">Hears how many windows are compared; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such user, or the window or limit is not possible.</exception>
    public async Task<UsageReconciliation> RunAsync(string? user, string? window, int limit, Action<long>? progress, CancellationToken cancellationToken)
    {
        var subject = await CheckAsync(user, window, limit, cancellationToken);
        if (subject is not null)
        {
            var own = Only(window, await _search.FindAsync([subject], cancellationToken)).ToList();
            return new UsageReconciliation(own.Count, own.CountBy(d => d.Verdict).ToDictionary(c => c.Key, c => (long)c.Value), own);
        }

        var (counts, worst) = (new Dictionary<DriftVerdict, long>(), new List<UsageDrift>());
        (string, string)? next = null;
        do
        {
            var page = await _search.ReadAsync(next, DateTimeOffset.UnixEpoch, cancellationToken);
            foreach (var drift in Only(window, page.Drifts))
            {
                counts[drift.Verdict] = counts.GetValueOrDefault(drift.Verdict) + 1;
                if (drift.Verdict >= DriftVerdict.NotComparable)
                {
                    worst.Add(drift);
                }
            }

            worst = [.. worst.OrderByDescending(d => d.Verdict).ThenByDescending(d => Math.Abs(d.Difference)).ThenBy(d => d.Subject, StringComparer.Ordinal).Take(limit)];
            progress?.Invoke(counts.Values.Sum());
            next = page.Next;
        }
        while (next is not null);

        return new UsageReconciliation(counts.Values.Sum(), counts, worst);
    }

    private static IEnumerable<UsageDrift> Only(string? window, IEnumerable<UsageDrift> drifts) => drifts.Where(d => window is null || d.Window == window);

    private async Task<string?> CheckAsync(string? user, string? window, int limit, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (window is not (null or "day" or "month"))
        {
            errors.Add("window", window, $"The window is '{window}'; use day or month.");
        }

        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", limit.ToString(CultureInfo.InvariantCulture), $"limit is {limit}; use 1 to {MaxLimit}.");
        }

        var account = user is null ? null : await _users.FindAsync(user, errors, cancellationToken);
        errors.ThrowIfAny();
        return account is null ? null : User.SubjectOf(account.User.Id);
    }
}
