using System.Globalization;

namespace Tollgate.Billing;

/// <summary>How a user is named in what the payment provider keeps for us.</summary>
public static class TollgateUser
{
    /// <summary>The key in the provider's metadata.</summary>
    public const string Key = "tollgate_user";

    /// <summary>The value for a user.</summary>
    public static string Write(long userId) => userId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The user that a text names, as "42" or "user_42"; null when it names none.</summary>
    public static long? Read(string? text)
    {
        var digits = text is not null && text.StartsWith("user_", StringComparison.Ordinal) ? text["user_".Length..] : text;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
    }

    /// <summary>The user that metadata names; null when they name none.</summary>
    public static long? In(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is not null && metadata.TryGetValue(Key, out var text) ? Read(text) : null;
}
