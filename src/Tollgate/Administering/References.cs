using System.Globalization;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Finds users, keys and plans by what people call them, and says what to do when there are none.</summary>
internal static class References
{
    /// <summary>The id in a subject such as "user_42"; null when the text is no subject of this prefix.</summary>
    public static long? IdOf(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    /// <summary>A user by subject ("user_42") or name; null, with an error noted, when there is none.</summary>
    public static async Task<UserAccount?> FindAsync(this IUserStore users, string reference, InputErrors errors, CancellationToken cancellationToken)
    {
        var account = IdOf(reference, "user_") is { } id
            ? await users.FindAsync(id, cancellationToken)
            : await users.FindAsync(reference, cancellationToken);
        if (account is null)
        {
            errors.Add("user", reference, $"There is no user '{reference}'. Give the name or the subject (user_42); `tollgate users list` shows both.");
        }

        return account;
    }

    /// <summary>A key by subject or id ("key_7", "7"), last four characters or beginning of its hash; null, with an error noted, when there is none or several.</summary>
    public static async Task<OwnedApiKey?> FindAsync(this IApiKeyStore keys, string reference, InputErrors errors, CancellationToken cancellationToken)
    {
        var found = await CandidatesAsync(keys, reference, cancellationToken);
        if (found.Count == 1)
        {
            return found[0];
        }

        errors.Add("key", Shown(reference), found.Count == 0
            ? $"There is no key '{Shown(reference)}'. Give its id (key_7), its last four characters or the first digits of its hash; `tollgate keys list` shows them."
            : $"'{reference}' may mean {string.Join(" or ", found.Select(k => $"{k.Key.Subject} of {k.UserName}"))}. Give the id, e.g. {found[0].Key.Subject}.");
        return null;
    }

    /// <summary>A plan that can be subscribed to; null, with an error noted, when there is none.</summary>
    public static async Task<StoredPlan?> FindAsync(this IPlanStore plans, string name, InputErrors errors, CancellationToken cancellationToken)
    {
        var plan = await plans.FindAsync(name, null, cancellationToken);
        if (plan is { IsArchived: false })
        {
            return plan;
        }

        var names = string.Join(", ", (await plans.ListAsync(includeArchived: false, cancellationToken)).Select(p => p.Plan.Name));
        errors.Add("plan", name, (plan, names) switch
        {
            (not null, _) => $"The plan '{name}' is archived. Choose one of {names}, or apply it again to take it back into use.",
            (null, "") => $"There is no plan '{name}', nor any other. Run `tollgate setup` to store the default plans.",
            (null, _) => $"There is no plan '{name}'. Choose one of {names}.",
        });
        return null;
    }

    private static async Task<IReadOnlyList<OwnedApiKey>> CandidatesAsync(IApiKeyStore keys, string reference, CancellationToken cancellationToken)
    {
        if (IdOf(reference, "key_") is { } subjectId)
        {
            return await keys.FindAsync(subjectId, cancellationToken) is { } named ? [named] : [];
        }

        var found = reference.Length >= 4 ? [.. await keys.SearchAsync(reference, cancellationToken)] : new List<OwnedApiKey>();
        if (IdOf(reference, "") is { } id && await keys.FindAsync(id, cancellationToken) is { } byId && found.TrueForAll(k => k.Key.Id != id))
        {
            found.Add(byId);
        }

        return found.Count > 1 && found.Where(k => k.Key.RevokedAt is null).ToList() is { Count: > 0 } working ? working : found;
    }

    /// <summary>What people may see of a reference: somebody may have pasted the whole key.</summary>
    private static string Shown(string reference) => reference.Length > 20 ? $"…{reference[^4..]}" : reference;
}
