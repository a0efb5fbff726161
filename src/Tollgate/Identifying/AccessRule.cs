namespace Tollgate.Identifying;

/// <summary>What an allow or deny list says of an address, a key or a user.</summary>
public enum AccessRule
{
    /// <summary>Not listed: the plan decides.</summary>
    None,

    /// <summary>Allow list: admitted without limit and without charge.</summary>
    Allow,

    /// <summary>Deny list: refused with 403.</summary>
    Deny,
}
