using System.Net;
using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Recording;

/// <summary>How requests are recorded; bound from <c>Tollgate:Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>Whether requests are recorded. Default true; without recording there are no reports and nothing to bill.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Folder of the local journals, which hold what the database does not have yet; one folder may serve several processes of a machine.
    /// Null (default): <c>usage-journal</c> beside the SQLite file, or in the state directory (<c>STATE_DIRECTORY</c>, else <c>.tollgate</c>).
    /// Use a disk that outlives the process: a journal in a container's own layer is lost with the container.
    /// </summary>
    public string? JournalPath { get; set; }

    /// <summary>
    /// Bytes that a journal may grow to while the database is away, together with those that ended processes left behind: 1 MiB to 1 TiB,
    /// default 1 GiB (about ten million requests).
    /// </summary>
    /// <remarks>When it is full, refused requests are shed first, then all; both are counted and logged.</remarks>
    public long MaxJournalBytes { get; set; } = 1L << 30;

    /// <summary>Requests that wait in memory for the journal at most: 1,024 to 1,048,576, default 16,384 (about 8 MB).</summary>
    public int BufferSize { get; set; } = 16_384;

    /// <summary>How often the journal is emptied into the database: 50 ms to 1 minute, default 1 second.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How much of client addresses is kept. Default truncated, because a whole address is personal data.</summary>
    public AddressPrivacy Addresses { get; set; } = AddressPrivacy.Truncated;

    /// <summary>Bits that are kept of a truncated IPv4 address: 8 to 32, default 24.</summary>
    public int IPv4PrefixLength { get; set; } = 24;

    /// <summary>Bits that are kept of a truncated IPv6 address: 16 to 128, default 48.</summary>
    public int IPv6PrefixLength { get; set; } = 48;

    /// <summary>
    /// A country or city database in MaxMind's format (.mmdb), which tells the country of each request by the client's whole address, also where
    /// less or nothing of the address is kept. Null (default): countries are not recorded. A new file in its place is picked up within half a minute.
    /// </summary>
    /// <remarks>Read by <c>tollgate</c>; an application that registers an <see cref="ICountryLookup"/> of its own leaves it out.</remarks>
    public string? CountryDatabase { get; set; }

    /// <summary>What is kept of an address; null for nothing.</summary>
    internal ClientAddress? Keep(IPAddress? address) => (Addresses, address) switch
    {
        (AddressPrivacy.None, _) or (_, null) => null,
        (AddressPrivacy.Full, _) => ClientAddress.Of(address, 32, 128),
        _ => ClientAddress.Of(address, IPv4PrefixLength, IPv6PrefixLength),
    };

    /// <summary>Whose request it was, as far as that may be kept: an anonymous caller's subject is an address, too.</summary>
    internal string SubjectOf(Entitlement? entitlement, ClientAddress? kept) => entitlement switch
    {
        null => UsageEvent.UnknownSubject,
        { UserId: null } when Addresses != AddressPrivacy.Full => kept?.Subject ?? UsageEvent.AnonymousSubject,
        _ => entitlement.Subject,
    };
}
