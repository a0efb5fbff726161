using System.Net;

namespace Tollgate.Recording;

/// <summary>Tells the country of an address, for <see cref="UsageEvent.Country"/>; register one to have countries recorded.</summary>
/// <remarks>It is asked off the request path, before requests are journalled: thousands of times a second, by one thread at a time.</remarks>
public interface ICountryLookup
{
    /// <summary>The ISO 3166 code of an address, two capital letters; null where it is not known. Answers from memory and never fails.</summary>
    /// <param name="address">The client's whole address, which must not be kept.</param>
    string? Find(IPAddress address);
}
