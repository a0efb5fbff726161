namespace Tollgate.Recording;

/// <summary>How much of a client's address is recorded.</summary>
public enum AddressPrivacy
{
    /// <summary>The network only, by the configured prefix lengths.</summary>
    Truncated,

    /// <summary>The whole address; personal data in most countries.</summary>
    Full,

    /// <summary>Nothing.</summary>
    None,
}
