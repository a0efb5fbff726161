namespace Tollgate.Administering;

/// <summary>What a user's name may be.</summary>
internal static class UserRules
{
    private static readonly string[] SubjectPrefixes = ["user_", "key_", "ip_"];

    /// <summary>Notes what is wrong with a name.</summary>
    public static void CheckName(string name, InputErrors errors)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name != name.Trim() || name.Any(char.IsControl))
        {
            errors.Add("name", name, $"'{name}' is no user name. Use 1 to 200 characters without blanks at either end and without control characters.");
        }
        else if (SubjectPrefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix)
        {
            errors.Add("name", name, $"'{name}' could be taken for a subject. Choose a name that does not begin with '{prefix}'.");
        }
    }
}
