using System.Net;
using Microsoft.Extensions.Options;

namespace Tollgate.Identifying;

/// <summary>What the configured allow and deny lists say of an address.</summary>
public sealed class AddressRules(IOptions<IdentifyingOptions> options)
{
    private readonly AddressList _allow = new(options.Value.Allow);
    private readonly AddressList _deny = new(options.Value.Deny);

    /// <summary>Deny when the deny list contains the address, else allow when the allow list does, else none; none without an address.</summary>
    public AccessRule For(IPAddress? address) => address switch
    {
        null => AccessRule.None,
        _ when _deny.Contains(address) => AccessRule.Deny,
        _ when _allow.Contains(address) => AccessRule.Allow,
        _ => AccessRule.None,
    };
}
