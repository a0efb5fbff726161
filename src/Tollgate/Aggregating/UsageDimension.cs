namespace Tollgate.Aggregating;

/// <summary>What a report groups by.</summary>
public enum UsageDimension
{
    /// <summary>Nothing: one group.</summary>
    None,

    /// <summary>Subjects: users, and the networks of anonymous callers.</summary>
    User,

    /// <summary>API keys.</summary>
    Key,

    /// <summary>Route patterns or endpoint groups.</summary>
    Endpoint,

    /// <summary>Plans that were in force.</summary>
    Plan,

    /// <summary>Countries, where they are known.</summary>
    Country,
}
