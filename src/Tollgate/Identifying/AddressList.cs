using System.Net;

namespace Tollgate.Identifying;

/// <summary>Networks as configured; entries that can't be read are left to <see cref="IdentifyingOptionsValidator"/>.</summary>
internal sealed class AddressList
{
    private readonly AddressRange[] _ranges;

    public AddressList(IEnumerable<string> entries)
    {
        var ranges = new List<AddressRange>();
        foreach (var entry in entries)
        {
            if (AddressRange.TryParse(entry, out var range, out _))
            {
                ranges.Add(range);
            }
        }

        _ranges = [.. ranges];
    }

    /// <summary>Whether one of the networks contains the address.</summary>
    public bool Contains(IPAddress address) => _ranges.Length > 0 && Contains(AddressBits.Of(address));

    /// <summary>Whether one of the networks contains the address, given as normalised bits.</summary>
    public bool Contains(UInt128 bits)
    {
        foreach (var range in _ranges)
        {
            if (range.Contains(bits))
            {
                return true;
            }
        }

        return false;
    }
}
